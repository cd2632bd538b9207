#include "files/flat_toml.h"

#include <gmock/gmock.h>

#include <cmath>

#include "expect_error.h"

namespace largestep {
namespace {

using testing::HasSubstr;

std::string why_refused(const std::string& text) {
  return expect_error(ErrorKind::kInvalidArgument, {}, [&] { parse_flat_toml(text); });
}

template <typename Value>
Value value_of(const std::string& value) {
  return std::get<Value>(parse_flat_toml("a = " + value).at(0).value);
}

TEST(ParseFlatToml, ReadsPlainValuesInTheOrderOfTheFile) {
  const auto entries = parse_flat_toml("\ufeff# made by hand\r\nwidth=16 # é\n\taugment = true\n\n\"a b\" = 'x'");
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].key, "width");
  EXPECT_EQ(std::get<std::int64_t>(entries[0].value), 16);
  EXPECT_EQ(entries[0].line, 2u);
  EXPECT_TRUE(std::get<bool>(entries[1].value));
  EXPECT_EQ(entries[2].key, "a b");
  EXPECT_EQ(std::get<std::string>(entries[2].value), "x");
  EXPECT_EQ(entries[2].line, 5u);
  EXPECT_TRUE(parse_flat_toml("").empty());
  EXPECT_TRUE(parse_flat_toml("\n \n#").empty());
}

TEST(ParseFlatToml, ReadsIntegersAsTomlWritesThem) {
  for (const auto& [text, value] :
       std::vector<std::pair<std::string, std::int64_t>>{{"0", 0},
                                                         {"+7", 7},
                                                         {"-0", 0},
                                                         {"1_000", 1000},
                                                         {"0xdead_BEEF", 0xdeadbeef},
                                                         {"0o17", 15},
                                                         {"0b101", 5},
                                                         {"9223372036854775807", INT64_MAX},
                                                         {"-9223372036854775808", INT64_MIN}}) {
    EXPECT_EQ(value_of<std::int64_t>(text), value) << text;
  }
}

TEST(ParseFlatToml, ReadsFloatingPointNumbersAsTomlWritesThem) {
  for (const auto& [text, value] :
       std::vector<std::pair<std::string, double>>{{"0.5", 0.5},
                                                   {"-1.5e-3", -1.5e-3},
                                                   {"5E+2", 500},
                                                   {"1e05", 1e5},
                                                   {"1_0.2_5", 10.25},
                                                   {"inf", HUGE_VAL},
                                                   {"-inf", -HUGE_VAL},
                                                   {"1.7976931348623157e308", 1.7976931348623157e308},
                                                   {"5e-324", 5e-324}}) {
    EXPECT_EQ(value_of<double>(text), value) << text;
  }
  EXPECT_TRUE(std::isnan(value_of<double>("nan")));
}

TEST(ParseFlatToml, ReadsStringsWithTheirEscapes) {
  for (const auto& [text, value] :
       std::vector<std::pair<std::string, std::string>>{{R"("")", ""},
                                                        {"''", ""},
                                                        {R"("a\"b\\c")", "a\"b\\c"},
                                                        {R"('a\b"')", R"(a\b")"},
                                                        {R"("# = [")", "# = ["},
                                                        {R"("\b\t\n\f\r")", "\b\t\n\f\r"},
                                                        {R"("\u00e9\u20AC\U0001F600")", "é€😀"},
                                                        {"\"é\xff\"", "é\xff"}}) {
    EXPECT_EQ(value_of<std::string>(text), value) << text;
  }
}

TEST(ParseFlatToml, RefusesWhatIsNotAPlainValue) {
  for (const std::string text :
       {"[1]",  "{}", "1979-05-27", "07:32:00", "tru",  "True", "",    "01", "1.", ".5",       "1e", "+-1",
        "1__0", "_1", "1_",         "0x",       "0x-1", "-0x1", "0b2", "é",  "1é", "infinity", "1,"}) {
    EXPECT_THAT(why_refused("\na = " + text), HasSubstr("line 2: a must be a string")) << text;
  }
  for (const std::string text : {"9223372036854775808", "-9223372036854775809", "1e400", "1e-400"}) {
    EXPECT_THAT(why_refused("\na = " + text), HasSubstr("line 2: a must be a string, a number of at most 64 bits"))
        << text;
  }
}

TEST(ParseFlatToml, NamesTheLineThatIsNone) {
  const std::vector<std::pair<std::string, const char*>> cases{{"[a]", "begins a table"},
                                                               {" [[[", "begins a table"},
                                                               {"a", "is not `key = value`"},
                                                               {"a.b = 1", "is not `key"},
                                                               {"= 1", "does not begin with"},
                                                               {"é = 1", "does not begin with"},
                                                               {"a é= 1", "is not `key = value`"},
                                                               {"a = 1 2", "goes on behind"},
                                                               {"a = \"x\" \"y\"", "goes on behind"},
                                                               {"a = \"x", "without an end"},
                                                               {"a = 'x\ny'", "without an end"},
                                                               {"a = \"\\", "unknown escape"},
                                                               {"a = \"\\x\"", "unknown escape"},
                                                               {"a = \"\\u12\"", "unknown escape"},
                                                               {"a = \"\\ud800\"", "unknown escape"},
                                                               {"a = \"\\U00110000\"", "unknown escape"},
                                                               {"a = \"\"\"x\"\"\"", "over several lines"},
                                                               {"a = '''x'''", "over several lines"},
                                                               {"a = 1\rb = 2", "control"},
                                                               {"a = \"\x01\"", "control"},
                                                               {"# \x7f", "control"},
                                                               {std::string("a\0", 2), "control"}};
  for (const auto& [text, why] : cases) {
    EXPECT_THAT(why_refused("\n" + text), testing::AllOf(HasSubstr("line 2 "), HasSubstr(why))) << text;
  }
  EXPECT_THAT(why_refused("a = 1\n'a' = 2"), HasSubstr("line 2 sets a a second time"));
}

TEST(ParseFlatToml, TakesNestingAsALineLikeAnyOther) {
  EXPECT_THAT(why_refused("a = " + std::string(1'000'000, '[')), HasSubstr("line 1: a must be"));
  std::string dotted = "a";
  for (int i = 0; i < 500'000; ++i) dotted += ".a";
  EXPECT_THAT(why_refused(dotted + " = 1"), HasSubstr("line 1 is not"));
}

}  // namespace
}  // namespace largestep
