#include "data/png_structure.h"

#include <zlib.h>

#include <string>

#include "expect_error.h"

namespace largestep {
namespace {

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string chunk(const std::string& type_and_data) {
  return big_endian(static_cast<std::uint32_t>(type_and_data.size() - 4)) + type_and_data +
         big_endian(static_cast<std::uint32_t>(
             crc32_z(0, reinterpret_cast<const Bytef*>(type_and_data.data()), type_and_data.size())));
}

const std::string kSignature("\x89PNG\r\n\x1a\n");
const std::string kHeader = chunk("IHDR" + big_endian(1024) + big_endian(10'000) + std::string("\x08\x02\0\0\0", 5));
const std::string kData = chunk("IDATpixels");
const std::string kEnd = chunk("IEND");

TEST(CheckPng, SaysWhatTheHeaderSays) {
  const auto header = check_png(kSignature + kHeader + chunk("tEXtany") + kData + kEnd + "what follows does not count");
  EXPECT_EQ(header.width, 1024u);
  EXPECT_EQ(header.height, 10'000u);
  EXPECT_EQ(header.bit_depth, 8);
  EXPECT_EQ(header.colour_type, 2);
}

TEST(CheckPng, RefusesAFileThatIsCutOffAnywhere) {
  const auto whole = kSignature + kHeader + kData + kEnd;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    expect_error(ErrorKind::kData, {size < kSignature.size() ? "not a PNG" : "cut off"},
                 [&] { check_png(whole.substr(0, size)); });
  }
}

TEST(CheckPng, RefusesAFlippedBitAnywhere) {
  const auto whole = kSignature + kHeader + kData + kEnd;
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    auto damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    expect_error(ErrorKind::kData, {}, [&] { check_png(damaged); });
  }
}

TEST(CheckPng, WantsAHeaderFirstAndPictureData) {
  expect_error(ErrorKind::kData, {"header"}, [&] { check_png(kSignature + kData + kHeader + kEnd); });
  expect_error(ErrorKind::kData, {"header"}, [&] { check_png(kSignature + chunk("IHDRshort") + kData + kEnd); });
  expect_error(ErrorKind::kData, {"without picture data"}, [&] { check_png(kSignature + kHeader + kEnd); });
  expect_error(ErrorKind::kData, {"cut off"}, [&] { check_png(kSignature + kHeader + "\xff\xff\xff\xffIDAT1234"); });
}

}  // namespace
}  // namespace largestep
