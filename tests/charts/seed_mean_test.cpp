#include "charts/seed_mean.h"

#include <gmock/gmock.h>

namespace largestep {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(MeanSeries, HasNoBandForOneCurve) {
  const auto series = mean_series({{}, {{0, 1}, {3, 4}}});
  EXPECT_THAT(series.x, ElementsAre(0, 1));
  EXPECT_THAT(series.y, ElementsAre(3, 4));
  EXPECT_THAT(series.low, IsEmpty());
  EXPECT_THAT(mean_series({}).x, IsEmpty());
}

TEST(MeanSeries, InterpolatesOtherSeedsAndCountsThemUntilTheyEnd) {
  const auto series = mean_series({{{0, 1, 2, 3}, {1, 1, 1, 1}}, {{0, 2}, {3, 7}}});
  EXPECT_THAT(series.x, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(series.y, ElementsAre(DoubleEq(2), DoubleEq(3), DoubleEq(4), DoubleEq(1)));
  EXPECT_THAT(series.low, ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(series.high, ElementsAre(DoubleEq(3), DoubleEq(5), DoubleEq(7), DoubleEq(1)));
}

}  // namespace
}  // namespace largestep
