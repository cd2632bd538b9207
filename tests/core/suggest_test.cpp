#include "core/suggest.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(NearestName, FindsATypoAndATransposition) {
  const std::vector<std::string> names{"step-size", "batch-size", "epochs", "seed"};
  EXPECT_EQ(nearest_name("step-sise", names), "step-size");
  EXPECT_EQ(nearest_name("epohcs", names), "epochs");
}

TEST(NearestName, IsEmptyWhenNothingIsNear) { EXPECT_EQ(nearest_name("zzzzzzzzzz", {"seed", "epochs"}), ""); }

}  // namespace
}  // namespace largestep
