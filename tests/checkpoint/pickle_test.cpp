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
  EXPECT_THAT(why_refused("\x97."), HasSubstr("opcode 0x97"));
  EXPECT_THAT(why_refused("K\x01K\x02\x93."), HasSubstr("names a function by something other than text"));
  EXPECT_THAT(why_refused("K"), HasSubstr("ends too early"));
  EXPECT_THAT(why_refused(""), HasSubstr("ends too early"));
  EXPECT_THAT(why_refused("cposix"), HasSubstr("ends too early"));
  EXPECT_THAT(why_refused("X\xff\xff\xff\xffz"), HasSubstr("ends too early"));
}

TEST(Pickle, RefusesToTakeWhatIsNotOnTheStack) {
  for (const std::string bytes : {"\x91.", "N\x90.", "\x93.", "\x94.", "0.", "1.", ".", "Q.", "t.", "e.", "N\x86.",
                                  "(q\x01.", "N(\x85.", "N(.", "Ns.", "R.", "b.", "h\x05."}) {
    SCOPED_TRACE(testing::PrintToString(bytes));
    why_refused(bytes);
  }
}

TEST(Pickle, KeepsNothingOfObjectsOfOtherKinds) {
  const auto kind = [](const std::string& bytes) {
    const auto document = parse(bytes);
    return std::string(std::get<Opaque>(document.nodes[document.root]).kind);
  };
  EXPECT_EQ(kind(std::string("\x8a\x09\0\0\0\0\0\0\0\0\x01.", 12)), "an integer beyond 64 bits");
  EXPECT_EQ(kind("\x8f(K\x01K\x02\x90."), "a set");
  EXPECT_EQ(kind("(K\x01\x91."), "a frozenset");
  EXPECT_EQ(kind("C\x03"
                 "abc."),
            "bytes");
  const auto document = parse(
      "ca\nb\n)R}b(K\x01K\x02u(K\x01"
      "eK\x01"
      "a.");
  EXPECT_EQ(name_of(document, std::get<Call>(document.nodes[document.root])), "a.b");
}

TEST(Pickle, ReadsNamesAndMemoOfProtocol4) {
  const std::string frame("\x95\x10\0\0\0\0\0\0\0", 9);
  const auto document = parse("\x80\x04" + frame +
                              "\x8c\x01"
                              "a\x94\x8c\x01"
                              "b\x93\x94)}\x92.");
  const auto& call = std::get<Call>(document.nodes[document.root]);
  EXPECT_EQ(name_of(document, call), "a.b");
}

TEST(Pickle, RefusesOperationsOnTheWrongKind) {
  for (const std::string bytes :
       {"N(N\x90.", "]N)\x92.", "}Na.", "]NNs.", "}(Nu.", "N)R.", "cos\nsystem\nNR.", "N}b."}) {
    SCOPED_TRACE(testing::PrintToString(bytes));
    why_refused(bytes);
  }
}

}  // namespace
}  // namespace largestep::pickle
