#include "files/crc32.h"

#include <gtest/gtest.h>

#include <string_view>

namespace largestep {
namespace {

std::uint32_t crc32_of(std::string_view text) { return crc32(text.data(), text.size()); }

// Values of Python's zlib.crc32; the lengths cover whole blocks of eight bytes, a rest, and both.
TEST(Crc32, AgreesWithZlib) {
  EXPECT_EQ(crc32(nullptr, 0), 0U);
  EXPECT_EQ(crc32_of("a"), 0xE8B7BE43U);
  EXPECT_EQ(crc32_of("12345678"), 0x9AE0DAAFU);
  EXPECT_EQ(crc32_of("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32_of("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
}

}  // namespace
}  // namespace largestep
