#include "cifar/png_picture.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <string>

#include "expect_error.h"

namespace largestep {
namespace {

constexpr std::size_t kWidth = 3;
constexpr std::size_t kHeight = 2;

std::string big_endian(std::uint64_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

/// A part of a PNG file, by the PNG specification, section 5.3.
std::string chunk(const std::string& type_and_data) {
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(type_and_data.data()), type_and_data.size());
  return big_endian(type_and_data.size() - 4) + type_and_data + big_endian(crc);
}

std::string header(std::size_t width, std::size_t height, char bit_depth = 8, char colour_type = 2) {
  return chunk("IHDR" + big_endian(width) + big_endian(height) + bit_depth + colour_type + std::string(3, '\0'));
}

/// Lines of samples, each behind the number of its filter (0: none).
std::string data(const std::string& lines) {
  std::string compressed(100, '\0');
  uLongf size = compressed.size();
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(compressed.data()), &size, reinterpret_cast<const Bytef*>(lines.data()),
                     lines.size()),
            Z_OK);
  return chunk("IDAT" + compressed.substr(0, size));
}

const std::string kSignature("\x89PNG\r\n\x1a\n");
const std::string kLines("\0abcdefghi\0ABCDEFGHI", 2 * (3 * kWidth + 1));
const std::string kEnd = chunk("IEND");

std::string whole() { return kSignature + header(kWidth, kHeight) + data(kLines) + kEnd; }

std::string expect_refused(const std::string& file, const std::vector<std::string>& parts) {
  return expect_error(ErrorKind::kData, parts, [&] { decode_png(file, kWidth, kHeight); });
}

TEST(DecodePng, ReadsSamplesAsTheyAreWhateverElseIsInTheFile) {
  const std::string dark = chunk("gAMA" + big_endian(100'000));  // asks for other colours on a screen
  for (const auto& more : {std::string(), dark, chunk("tEXtany"), chunk("iCCPno profile")}) {
    const auto file = kSignature + header(kWidth, kHeight) + more + data(kLines) + kEnd + "what follows does not count";
    EXPECT_THAT(decode_png(file, kWidth, kHeight).pixels, testing::ElementsAreArray("abcdefghiABCDEFGHI", 18));
  }
}

TEST(DecodePng, RefusesAFileThatIsCutOffAnywhere) {
  for (std::size_t size = 0; size < whole().size(); ++size) {
    expect_refused(whole().substr(0, size), {size < kSignature.size() ? "not a PNG" : "cut off"});
  }
}

TEST(DecodePng, RefusesAFlippedBitAnywhere) {
  const auto file = kSignature + header(kWidth, kHeight) + chunk("tEXtany") + data(kLines) + kEnd;
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    auto damaged = file;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    expect_refused(damaged, {});
  }
}

TEST(DecodePng, RefusesWhatIsOtherThanItShouldBeBeforeItIsDecoded) {
  const std::size_t huge = 0x7fffffff;
  expect_refused(kSignature + header(huge, huge) + data("") + kEnd, {"it is 2147483647x2147483647 with", "of 3x2"});
  expect_refused(kSignature + header(kHeight, kWidth) + data(kLines) + kEnd, {"it is 2x3 "});
  expect_refused(kSignature + header(kWidth, kHeight, 16) + data(kLines) + kEnd, {"type 2 and 16 bits"});
  expect_refused(kSignature + header(kWidth, kHeight, 8, 0) + data(kLines) + kEnd, {"colours of type 0"});
  expect_refused(kSignature + header(kWidth, kHeight, 8, 6) + data(kLines) + kEnd, {"colours of type 6"});
}

TEST(DecodePng, RefusesAFileOfRightChecksumsThatIsNoPicture) {
  const auto good_header = header(kWidth, kHeight);
  for (const auto& rest :
       {data(kLines) + good_header + kEnd, chunk("IHDRshort") + data(kLines) + kEnd, good_header + kEnd,
        good_header + data(kLines.substr(0, 12)) + kEnd, good_header + chunk("IDATpixels") + kEnd,
        good_header + chunk("ABCDcritical") + data(kLines) + kEnd, good_header + "\xff\xff\xff\xffIDAT1234"}) {
    const auto why = expect_refused(kSignature + rest, {"it is damaged (", "); fetch it again"});
    EXPECT_EQ(why.find('\n'), std::string::npos) << why;
  }
}

}  // namespace
}  // namespace largestep
