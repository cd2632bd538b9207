#include "checkpoint/pickle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "archive_builder.h"
#include "expect_error.h"

namespace largestep::pickle {
namespace {

std::int64_t parse_int(const std::string& bytes) {
  const auto document = parse(bytes);
  return std::get<std::int64_t>(document.nodes[document.root]);
}

std::string why_refused(const std::string& bytes) {
  return expect_error(ErrorKind::kData, {}, [&] { parse(bytes); });
}

TEST(Pickle, ReadsIntegersOfAllSizesAndSigns) {
  EXPECT_EQ(parse_int("K\xff."), 255);
  EXPECT_EQ(parse_int("M\xff\xff."), 65535);
  EXPECT_EQ(parse_int("J\xfe\xff\xff\xff."), -2);
  EXPECT_EQ(parse_int(std::string("\x8a\x00.", 3)), 0);
  EXPECT_EQ(parse_int("\x8a\x01\x80."), -128);
  EXPECT_EQ(parse_int(std::string("\x8a\x02\x80\x00.", 5)), 128);
  EXPECT_EQ(parse_int(pickled_int(INT64_MIN) + "."), INT64_MIN);
}

TEST(Pickle, NamesTheObstacle) {
  using testing::HasSubstr;
  EXPECT_THAT(why_refused(std::string("\x8a\x09\0\0\0\0\0\0\0\0\x01.", 12)), HasSubstr("beyond 64 bits"));
  EXPECT_THAT(why_refused("\x8f."), HasSubstr("opcode 0x8f"));
  EXPECT_THAT(why_refused("K"), HasSubstr("ends too early"));
  EXPECT_THAT(why_refused(""), HasSubstr("ends too early"));
  EXPECT_THAT(why_refused("cposix"), HasSubstr("ends too early"));
  EXPECT_THAT(why_refused("X\xff\xff\xff\xffz"), HasSubstr("ends too early"));
}

TEST(Pickle, RefusesToTakeWhatIsNotOnTheStack) {
  for (const std::string bytes :
       {".", "Q.", "t.", "e.", "N\x86.", "(q\x01.", "N(\x85.", "N(.", "Ns.", "R.", "b.", "h\x05."}) {
    SCOPED_TRACE(testing::PrintToString(bytes));
    why_refused(bytes);
  }
}

TEST(Pickle, RefusesOperationsOnTheWrongKind) {
  for (const std::string bytes : {"}Na.", "]NNs.", "}(Nu.", "N)R.", "cos\nsystem\nNR.", "N}b."}) {
    SCOPED_TRACE(testing::PrintToString(bytes));
    why_refused(bytes);
  }
}

}  // namespace
}  // namespace largestep::pickle
