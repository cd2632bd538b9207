#include "figures/axis_ticks.h"

#include <gmock/gmock.h>

#include <cmath>

namespace largestep {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;

TEST(LinearTicks, AreRoundAndIncludeEndsThatAreTicksUpToRounding) {
  EXPECT_THAT(linear_ticks(0, 1, 5), ElementsAre(0, DoubleNear(0.2, 1e-12), DoubleNear(0.4, 1e-12),
                                                 DoubleNear(0.6, 1e-12), DoubleNear(0.8, 1e-12), DoubleNear(1, 1e-12)));
  EXPECT_THAT(linear_ticks(0.1 + 0.2, 0.9, 3),
              ElementsAre(DoubleNear(0.4, 1e-12), DoubleNear(0.6, 1e-12), DoubleNear(0.8, 1e-12)));
  EXPECT_THAT(linear_ticks(3, 107, 2), ElementsAre(50, 100));
}

TEST(LinearTicks, HaveNoNegativeZero) { EXPECT_FALSE(std::signbit(linear_ticks(0, 30, 6).front())); }

TEST(LogTicks, AreEvenlySpacedOverATinyRange) {
  EXPECT_THAT(log_ticks(2.1, 4.2), ElementsAre(DoubleEq(2.5), DoubleEq(3), DoubleEq(3.5), DoubleEq(4)));
}

TEST(LogTicks, AreDecadesOrOneTwoFiveOverAShortRange) {
  EXPECT_THAT(log_ticks(0.0005, 3), ElementsAre(DoubleEq(0.001), DoubleEq(0.01), DoubleEq(0.1), DoubleEq(1)));
  EXPECT_THAT(log_ticks(0.4, 6), ElementsAre(DoubleEq(0.5), DoubleEq(1), DoubleEq(2), DoubleEq(5)));
}

TEST(LogTicks, AreThinnedToAboutAsManyAsAskedFor) {
  EXPECT_THAT(log_ticks(1e-9, 1, 4), ElementsAre(DoubleNear(1e-9, 1e-20), DoubleNear(1e-6, 1e-15), DoubleEq(1e-3), 1));
  EXPECT_THAT(log_ticks(0.4, 20, 3), ElementsAre(1, 3, 10));
  EXPECT_THAT(log_ticks(0.02, 2.2), ElementsAre(DoubleEq(0.03), DoubleEq(0.1), DoubleEq(0.3), 1));
}

TEST(MinorLogTicks, StandBetweenThePowersOfTen) {
  EXPECT_THAT(minor_log_ticks(0.75, 3.5), ElementsAre(DoubleEq(0.8), DoubleEq(0.9), 2, 3));
  EXPECT_TRUE(minor_log_ticks(1e-9, 1).empty());
}

}  // namespace
}  // namespace largestep
