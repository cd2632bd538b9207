#include "cifar/png_import.h"

#include <array>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "cifar/cifar_format.h"
#include "cifar/label_list.h"
#include "cifar/png_picture.h"
#include "cifar/verify_cifar10.h"
#include "core/error.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

// The real ones have 100 kB and 27 MB.
constexpr std::size_t kMaxLabelFileBytes = std::size_t{4} << 20;
constexpr std::size_t kMaxPictureFileBytes = std::size_t{64} << 20;

/// What `parse` makes of the bytes of a file; its errors name the file.
template <typename Parse>
auto read_with(const std::filesystem::path& path, std::size_t max_bytes, const Parse& parse) {
  const auto bytes = read_file(path, max_bytes);
  try {
    return parse(bytes);
  } catch (const Error& error) {
    fail(error.kind(), "{} can't be imported: {}", path.string(), error.what());
  }
}

std::vector<char> read_labels(const std::filesystem::path& path, std::size_t count) {
  return read_with(path, kMaxLabelFileBytes, [&](const std::string& bytes) { return parse_labels(bytes, count); });
}

RgbPicture read_picture(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    fail(ErrorKind::kData, "{} is missing: name the directory that holds the six PNG files and the two label files",
         path.string());
  }
  return read_with(path, kMaxPictureFileBytes,
                   [](const std::string& bytes) { return decode_png(bytes, kCifarPlaneBytes, kCifar10FileRecords); });
}

std::string to_records(const RgbPicture& picture, std::span<const char> labels) {
  constexpr std::size_t kChannels = kCifarImageBytes / kCifarPlaneBytes;
  std::string bytes(kCifar10FileBytes, '\0');
  for (std::size_t record = 0; record < kCifar10FileRecords; ++record) {
    char* out = bytes.data() + record * kCifar10RecordBytes;
    *out++ = labels[record];
    const auto* pixels = picture.pixels.data() + record * kCifarImageBytes;
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
      for (std::size_t i = 0; i < kCifarPlaneBytes; ++i) *out++ = static_cast<char>(pixels[i * kChannels + channel]);
    }
  }
  return bytes;
}

}  // namespace

void import_png(const std::filesystem::path& source_dir, const std::filesystem::path& out_dir) {
  auto labels = read_labels(source_dir / "train_lables.json", kCifar10TrainFiles * kCifar10FileRecords);
  const auto test_labels = read_labels(source_dir / "test_lables.json", kCifar10FileRecords);
  labels.insert(labels.end(), test_labels.begin(), test_labels.end());

  std::array<std::string, kCifar10Files.size()> files;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto name = std::filesystem::path(kCifar10Files[i]).replace_extension(".png");
    files[i] = to_records(read_picture(source_dir / name),
                          std::span(labels).subspan(i * kCifar10FileRecords, kCifar10FileRecords));
  }
  largestep::create_directories(out_dir);
  for (std::size_t i = 0; i < files.size(); ++i) write_file_atomically(out_dir / kCifar10Files[i], files[i]);
  std::error_code none_there;
  std::filesystem::remove(out_dir / kSyntheticMarker, none_there);
}

}  // namespace largestep
