#include "core/suggest.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(NearestName, FindsATypoAndATransposition) {
  const std::vector<std::string> names{"step-size", "batch-size", "epochs", "seed"};
  EXPECT_EQ(nearest_name("step-sise", names), "step-size");
  EXPECT_EQ(nearest_name("epohcs", names), "epochs");
  EXPECT_EQ(nearest_name("trian", {"data", "train"}), "train");
}

TEST(NearestName, TakesNoShortNameForAnother) { EXPECT_EQ(nearest_name("cat", {"data", "train"}), ""); }

TEST(DidYouMean, OffersTheNearestOrAllThatGoOnAfterAHyphen) {
  const std::vector<std::string> presets{"sota-small", "sota-large-10", "plain-small"};
  EXPECT_EQ(did_you_mean("sota", presets), "; did you mean sota-small, sota-large-10?");
  EXPECT_EQ(did_you_mean("plain-smal", presets), "; did you mean plain-small?");
  EXPECT_EQ(did_you_mean("nothing", presets), "");
  EXPECT_EQ(did_you_mean("", presets), "");
}

TEST(NearestName, IsEmptyWhenNothingIsNear) { EXPECT_EQ(nearest_name("zzzzzzzzzz", {"seed", "epochs"}), ""); }

}  // namespace
}  // namespace largestep
