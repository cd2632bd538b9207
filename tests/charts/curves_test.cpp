#include "charts/curves.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace largestep {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(RunningMean, AveragesAroundEachValueAndFewerAtTheEnds) {
  EXPECT_THAT(running_mean({1, 2, 6, 7, 9}, 3),
              ElementsAre(DoubleEq(1.5), DoubleEq(3), DoubleEq(5), DoubleEq(22.0 / 3), DoubleEq(8)));
  EXPECT_THAT(running_mean({1, 2, 6}, 1), ElementsAre(1, 2, 6));
}

TEST(RunningMean, LeavesOutWhatIsNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto means = running_mean({1, nan, 3, nan, nan, nan}, 3);
  EXPECT_EQ(means[0], 1);
  EXPECT_EQ(means[1], 2);
  EXPECT_TRUE(std::isnan(means[4]));
}

TEST(Thinned, KeepsBothEndsAndTheOrder) {
  Curve curve;
  for (int i = 0; i < 10'000; ++i) {
    curve.x.push_back(i);
    curve.y.push_back(2 * i);
  }
  const auto thin = thinned(curve, 1500);
  ASSERT_EQ(thin.x.size(), 1500u);
  EXPECT_EQ(thin.x.front(), 0);
  EXPECT_EQ(thin.y.back(), 2 * 9'999);
  EXPECT_TRUE(std::is_sorted(thin.x.begin(), thin.x.end()));
  EXPECT_EQ(thinned(curve, 20'000).x.size(), 10'000u);
}

TEST(BucketMeans, AveragesStretchesOfTheSameLengthAndLeavesNothingOut) {
  const Curve curve{{1, 2, 3, 4, 5}, {10, 20, 30, 40, 55}};
  const auto means = bucket_means(curve, 3);
  EXPECT_EQ(means.values_per_point, 2u);
  EXPECT_THAT(means.curve.x, ElementsAre(1.5, 3.5, 5));
  EXPECT_THAT(means.curve.y, ElementsAre(15, 35, 55));
  EXPECT_EQ(bucket_means(curve, 5).curve.y, curve.y);
  EXPECT_TRUE(bucket_means({}, 5).curve.x.empty());
}

TEST(WithoutRepeats, KeepsWhereAValueBeginsAndTheEnd) {
  const auto sparse = without_repeats({{1, 2, 3, 4, 5, 6}, {7, 7, 7, 2, 2, 2}});
  EXPECT_THAT(sparse.x, ElementsAre(1, 4, 6));
  EXPECT_THAT(sparse.y, ElementsAre(7, 2, 2));
}

}  // namespace
}  // namespace largestep
