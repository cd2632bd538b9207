#include <zlib.h>

#include <string>

#include "cifar/label_list.h"
#include "cifar/png_picture.h"
#include "fuzz/expect.h"
#include "fuzz/targets.h"

namespace largestep {
namespace {

constexpr std::size_t kWidth = 8;
constexpr std::size_t kHeight = 4;
constexpr std::size_t kLabels = 4;

/// The file with the right CRC-32 in every chunk that fits.
std::string with_right_checksums(std::string_view file) {
  std::string repaired(file);
  for (std::size_t at = 8; at + 12 <= repaired.size();) {
    std::size_t data = 0;
    for (std::size_t i = 0; i < 4; ++i) data = data << 8 | static_cast<unsigned char>(repaired[at + i]);
    if (data > repaired.size() - at - 12) break;
    const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(repaired.data() + at + 4), data + 4);
    for (std::size_t i = 0; i < 4; ++i) repaired[at + 8 + data + i] = static_cast<char>(crc >> (24 - 8 * i));
    at += 12 + data;
  }
  return repaired;
}

void decode(std::string_view file) {
  allow({ErrorKind::kData}, [&] {
    const auto picture = decode_png(file, kWidth, kHeight);
    promise(picture.pixels.size() == kWidth * kHeight * 3, "a decoded picture has the size asked for");
  });
}

}  // namespace

void fuzz_png_import(std::string_view input) {
  if (input.empty()) return;
  const auto mode = static_cast<unsigned char>(input.front()) % 3;
  const auto bytes = input.substr(1);
  if (mode == 0) decode(bytes);
  if (mode == 1) decode(with_right_checksums(bytes));
  if (mode == 2) {
    allow({ErrorKind::kData}, [&] {
      for (const char label : parse_labels(bytes, kLabels)) promise(label >= 0 && label < 10, "labels are classes");
    });
  }
}

}  // namespace largestep
