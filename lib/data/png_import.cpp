#include "data/png_import.h"

#include <array>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <span>
#include <system_error>
#include <vector>

#include "core/atomic_file.h"
#include "core/error.h"
#include "data/cifar10_format.h"
#include "data/verify.h"

namespace largestep {
namespace {

constexpr std::size_t kMaxLabelFileBytes = 4 << 20;

std::vector<char> read_labels(const std::filesystem::path& path, std::size_t count) {
  const auto json = nlohmann::json::parse(read_file(path, kMaxLabelFileBytes), nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) fail(ErrorKind::kData, "{} is not a JSON array of labels", path.string());
  if (json.size() != count) {
    fail(ErrorKind::kData, "{} holds {} labels, {} were expected", path.string(), json.size(), count);
  }
  std::vector<char> labels;
  labels.reserve(count);
  for (const auto& value : json) {
    // Parsed integers without a sign are unsigned in this library, so this refuses negative numbers too.
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= static_cast<std::uint64_t>(kClasses)) {
      fail(ErrorKind::kData, "{}: label {} is {}, a number from 0 to {} was expected", path.string(), labels.size(),
           value.dump(), kClasses - 1);
    }
    labels.push_back(static_cast<char>(value.get<int>()));
  }
  return labels;
}

cv::Mat read_picture(const std::filesystem::path& path) {
  std::error_code error_code;
  if (!std::filesystem::is_regular_file(path, error_code)) {
    fail(ErrorKind::kData, "{} is missing: name the directory that holds the six PNG files and the two label files",
         path.string());
  }
  cv::Mat picture;
  try {
    picture = cv::imread(path.string(), cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& error) {
    fail(ErrorKind::kData, "could not decode {}: {}", path.string(), error.err);
  }
  if (picture.empty()) fail(ErrorKind::kData, "{} is not a picture that can be decoded", path.string());
  if (picture.type() != CV_8UC3 || picture.cols != static_cast<int>(kPlaneBytes) ||
      picture.rows != static_cast<int>(kRecordsPerFile)) {
    fail(ErrorKind::kData, "{} is {}x{} with {} channels of {} bits, but 8-bit RGB of {}x{} was expected",
         path.string(), picture.cols, picture.rows, picture.channels(), 8 * picture.elemSize1(), kPlaneBytes,
         kRecordsPerFile);
  }
  return picture;
}

std::string to_records(const cv::Mat& picture, std::span<const char> labels) {
  std::string bytes(kFileBytes, '\0');
  for (std::size_t record = 0; record < kRecordsPerFile; ++record) {
    char* out = bytes.data() + record * kRecordBytes;
    *out++ = labels[record];
    const auto* pixels = picture.ptr<cv::Vec3b>(static_cast<int>(record));
    for (const int channel : {2, 1, 0}) {  // OpenCV keeps blue, green, red
      for (std::size_t i = 0; i < kPlaneBytes; ++i) *out++ = static_cast<char>(pixels[i][channel]);
    }
  }
  return bytes;
}

}  // namespace

void import_png(const std::filesystem::path& source_dir, const std::filesystem::path& out_dir) {
  auto labels = read_labels(source_dir / "train_lables.json", kTrainFiles * kRecordsPerFile);
  const auto test_labels = read_labels(source_dir / "test_lables.json", kRecordsPerFile);
  labels.insert(labels.end(), test_labels.begin(), test_labels.end());

  std::array<std::string, kFileNames.size()> files;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto name = std::filesystem::path(kFileNames[i]).replace_extension(".png");
    files[i] =
        to_records(read_picture(source_dir / name), std::span(labels).subspan(i * kRecordsPerFile, kRecordsPerFile));
  }
  largestep::create_directories(out_dir);
  for (std::size_t i = 0; i < files.size(); ++i) write_file_atomically(out_dir / kFileNames[i], files[i]);
  std::error_code none_there;
  std::filesystem::remove(out_dir / kSyntheticMarker, none_there);
}

}  // namespace largestep
