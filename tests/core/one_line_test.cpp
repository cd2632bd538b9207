#include "core/one_line.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(OneLine, LeavesPlainTextAndUtf8AsTheyAre) { EXPECT_EQ(one_line("Größe 3 µm: ok"), "Größe 3 µm: ok"); }

TEST(OneLine, WritesControlBytesSoThatATerminalDoesNotObeyThem) {
  EXPECT_EQ(one_line(std::string_view("a\nb\x1b[31m\0\x7f", 10)), "a\\x0ab\\x1b[31m\\x00\\x7f");
}

TEST(OneLine, WritesBytesThatAreNoUtf8) {
  EXPECT_EQ(one_line("a\xff\xc3z\xe2\x82|\xf0\x9f\x98\x80|\x80\xe9"), "a\\xff\\xc3z\\xe2\\x82|😀|\\x80\\xe9");
}

TEST(OneLine, LeavesOutTheMiddleOfALongText) {
  const auto line = one_line("first" + std::string(1'000'000, 'x') + "last");
  EXPECT_LT(line.size(), 2100u);
  EXPECT_TRUE(line.starts_with("first"));
  EXPECT_TRUE(line.ends_with("last"));
}

}  // namespace
}  // namespace largestep
