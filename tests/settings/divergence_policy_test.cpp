#include "settings/divergence_policy.h"

#include <gtest/gtest.h>

#include "expect_error.h"

namespace largestep {
namespace {

TEST(DivergencePolicy, StopsOrRestartsABoundedNumberOfTimes) {
  EXPECT_FALSE(parse_divergence_policy("stop").allows_restart(0));
  const auto policy = parse_divergence_policy("restart-lower:0.25");
  EXPECT_EQ(policy.factor, 0.25);
  EXPECT_TRUE(policy.allows_restart(DivergencePolicy::kMostRestarts - 1));
  EXPECT_FALSE(policy.allows_restart(DivergencePolicy::kMostRestarts));
}

TEST(DivergencePolicy, RefusesOtherTextAndFactors) {
  for (const char* text : {"", "restart", "restart-lower", "restart-lower:", "restart-lower:1", "restart-lower:0",
                           "restart-lower:-0.5", "restart-lower:nan", "restart-lower:0.5x", "Stop"}) {
    expect_error(ErrorKind::kInvalidArgument, {fmt::format("on-divergence is \"{}\"", text)},
                 [&] { parse_divergence_policy(text); });
  }
}

}  // namespace
}  // namespace largestep
