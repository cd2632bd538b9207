#include "sweep/varied_setting.h"

#include <gtest/gtest.h>

#include "expect_error.h"

namespace largestep {
namespace {

using Values = std::vector<std::string>;

Values values_of(const std::string& text) { return parse_varied_setting(text).values; }

TEST(VariedSetting, IsAListWithCommas) {
  const auto varied = parse_varied_setting("step-size=0.01,1e-1,3");
  EXPECT_EQ(varied.name, "step-size");
  EXPECT_EQ(varied.values, (Values{"0.01", "0.1", "3"}));
  EXPECT_EQ(parse_varied_setting("lr=1").name, "step-size");
  EXPECT_EQ(values_of("augment=true,false"), (Values{"true", "false"}));
  EXPECT_EQ(values_of("schedule=constant,cosine"), (Values{"constant", "cosine"}));
}

TEST(VariedSetting, IsARangeOfWholeNumbersWithBothEnds) {
  EXPECT_EQ(values_of("seed=0..2"), (Values{"0", "1", "2"}));
  EXPECT_EQ(values_of("seed=7,0..1,9223372036854775807..9223372036854775807"),
            (Values{"7", "0", "1", "9223372036854775807"}));
}

TEST(VariedSetting, IsSpacedInEqualRatiosOfFourDigits) {
  // 0.01 * 300^(i/7), by hand
  EXPECT_EQ(values_of("step-size=log:0.01:3:8"),
            (Values{"0.01", "0.02259", "0.05102", "0.1152", "0.2603", "0.588", "1.328", "3"}));
  EXPECT_EQ(values_of("width=log:4:64:5"), (Values{"4", "8", "16", "32", "64"}));
  EXPECT_EQ(values_of("step-size=log:1:0.01:3"), (Values{"1", "0.1", "0.01"}));
}

TEST(VariedSetting, IsSpacedInEqualDistances) {
  EXPECT_EQ(values_of("decay-at=lin:0.1:0.5:5"), (Values{"0.1", "0.2", "0.3", "0.4", "0.5"}));
  EXPECT_EQ(values_of("step-size=lin:1:1.05:5"), (Values{"1", "1.0125", "1.025", "1.0375", "1.05"}));
  EXPECT_EQ(values_of("epochs=lin:1:10:4"), (Values{"1", "4", "7", "10"}));
}

TEST(VariedSetting, KeepsDigitsWithoutWhichValuesWouldBeTheSame) {
  const auto values = values_of("step-size=log:1:1.0004:3");
  ASSERT_EQ(values.size(), 3u);
  EXPECT_NEAR(std::stod(values[1]), 1.00019998, 1e-8);
}

TEST(VariedSetting, IsSplitAtSemicolonsWhereThereAreAny) {
  EXPECT_EQ(values_of("schedule=cosine;0:0.05,0.5:0.005"), (Values{"cosine", "0:0.05,0.5:0.005"}));
  EXPECT_EQ(values_of("schedule=0:0.05,0.5:0.005;"), (Values{"0:0.05,0.5:0.005"}));
}

TEST(VariedSetting, TakesTextThatOnlyLooksLikeARangeAsItIs) {
  EXPECT_EQ(values_of("start-from=../a..b,log:1:2:3"), (Values{"../a..b", "log:1:2:3"}));
}

TEST(VariedSetting, RefusesWhatItCannotRead) {
  const auto refused = [](const std::string& text, const std::string& says) {
    expect_error(ErrorKind::kInvalidArgument, {says}, [&] { parse_varied_setting(text); });
  };
  refused("step-size", "set is \"step-size\", but must be NAME=VALUES");
  refused("=1", "NAME=VALUES");
  refused("step-sise=1", "did you mean step-size?");
  refused("step-size=", "step-size has an empty value");
  refused("step-size=0.1,,1", "step-size has an empty value");
  refused("step-size=0.1,x", "step-size is \"x\", but must be a finite number");
  refused("step-size=0.1,1e-1", "step-size has the value 0.1 twice");
  refused("seed=0..x", "seed is \"0..x\"");
  refused("seed=3..1", "the smaller first");
  refused("seed=0..10000", "more than the 10000 values");
  refused("seed=0..9223372036854775807", "more than the 10000 values");
  refused("step-size=0..2", "step-size is \"0..2\", but must be a finite number");
  for (const std::string spacing : {"log:0:1:3", "log:1:1:3", "log:0.1:1", "log:0.1:1:1", "log:0.1:inf:3", "log:a:1:3",
                                    "log:0.1:1:-3", "log:0.1:1:3:4"}) {
    refused("step-size=" + spacing, "step-size is \"" + spacing + "\", but must be log:FROM:TO:COUNT");
  }
  refused("step-size=lin:1:2:1", "must be lin:FROM:TO:COUNT");
  refused("width=log:1:2:9", "width has the value 1 twice");
  refused("width=lin:1.5:4:2", "width is \"1.5\", but must be a whole number");
}

}  // namespace
}  // namespace largestep
