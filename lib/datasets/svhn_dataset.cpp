#include "datasets/svhn_dataset.h"

#include <torch/types.h>

#include <array>
#include <system_error>

#include "core/error.h"
#include "files/file_digest.h"
#include "files/mat_file.h"

namespace largestep {
namespace {

// "Cropped digits", format 2: X is [32, 32, 3, N] of uint8 and y [N, 1] with 1 to 10, where 10 is the digit 0.
// Source: Netzer et al., Reading Digits in Natural Images with Unsupervised Feature Learning, 2011.
constexpr std::int64_t kDigitSide = 32;
constexpr std::uint64_t kMostBytes = std::uint64_t{2} << 30;  // the "extra" file's 531,131 images take 1.6 GB

struct SvhnFile {
  const char* name;
  std::uint64_t bytes;
  const char* md5;
};
constexpr std::array<SvhnFile, 2> kFiles = {{{"train_32x32.mat", 182'040'794, "e26dedcc434d2e4c54c9b2d4a06d8373"},
                                             {"test_32x32.mat", 64'275'384, "eb5a983be6a315427106f1b164d9cef3"}}};

const MatArray& array_named(const std::vector<MatArray>& arrays, const char* name, const std::filesystem::path& path) {
  for (const auto& array : arrays) {
    if (array.name == name) return array;
  }
  fail(ErrorKind::kData, "{} has no array {}: it is no file of SVHN's cropped digits", path.string(), name);
}

ImageSet read_digits(const std::filesystem::path& path) {
  const auto arrays = read_mat_file(path, kMostBytes);
  const auto& pixels = array_named(arrays, "X", path);
  const auto& labels = array_named(arrays, "y", path);
  const auto images = static_cast<std::int64_t>(labels.values.size());
  if (pixels.dimensions != std::vector<std::int64_t>{kDigitSide, kDigitSide, 3, images}) {
    fail(ErrorKind::kData, "{} has no 32x32x3 pixels for each of its {} labels: it is no file of SVHN's cropped digits",
         path.string(), images);
  }
  ImageSet set{.images = torch::empty({images, 3, kDigitSide, kDigitSide}, torch::kUInt8),
               .labels = torch::empty({images}, torch::kInt64)};
  // Rows are the fastest dimension.
  set.images.copy_(torch::from_blob(const_cast<std::uint8_t*>(pixels.values.data()),
                                    {images, 3, kDigitSide, kDigitSide}, torch::kUInt8)
                       .transpose(2, 3));
  auto* label = set.labels.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < labels.values.size(); ++i) {
    const int digit = labels.values[i];
    if (digit < 1 || digit > 10) {
      fail(ErrorKind::kData, "{}: image {} has label {}, labels go from 1 to 10", path.string(), i, digit);
    }
    label[i] = digit % 10;
  }
  return set;
}

ImageSet load_digits(const std::filesystem::path& directory, Split split, std::int64_t /*side*/) {
  const auto path = directory / kFiles[split == Split::kTrain ? 0 : 1].name;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    fail(ErrorKind::kData, "{} is missing: run data/fetch.sh svhn, or name the directory of the files with --data",
         path.string());
  }
  return read_digits(path);
}

std::vector<FileCheck> verify_digits(const std::filesystem::path& directory) {
  std::vector<FileCheck> checks;
  for (const auto& file : kFiles) {
    checks.push_back(check_file(directory / file.name, file.bytes, md5_of_file));
    if (checks.back().digest == file.md5) checks.back().state = FileCheck::State::kOfficial;
  }
  return checks;
}

}  // namespace

DatasetSpec svhn_dataset() {
  return {.name = "svhn",
          .title = "SVHN",
          .description = "73,257 + 26,032 images of 32x32, house numbers' digits: train_32x32.mat and test_32x32.mat",
          .files = {kFiles[0].name, kFiles[1].name},
          .archive_folder = "svhn",
          .training_images = 73'257,
          .normalisation = Normalisation{.mean = {0.4377, 0.4438, 0.4728}, .deviation = {0.1980, 0.2010, 0.1970}},
          .describe = [](const std::filesystem::path&) { return std::string("SVHN"); },
          .classes =
              [](const std::filesystem::path&) {
                return std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
              },
          .load = load_digits,
          .verify = verify_digits};
}

}  // namespace largestep
