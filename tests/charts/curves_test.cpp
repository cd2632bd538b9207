#include "charts/curves.h"

#include <gmock/gmock.h>

#include <algorithm>
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

TEST(ThinnedSteps, KeepsWhereAValueBeginsAndTheEnd) {
  const auto sparse = thinned_steps({{1, 2, 3, 4, 5, 6}, {7, 7, 7, 2, 2, 2}}, 6);
  EXPECT_THAT(sparse.x, ElementsAre(1, 4, 6));
  EXPECT_THAT(sparse.y, ElementsAre(7, 2, 2));
}

TEST(ThinnedSteps, KeepsEveryDropOfAGrowingStepSize) {
  Curve curve;
  for (int step = 0; step < 20'000; ++step) {
    const double at = step / 20'000.0;
    curve.x.push_back(at);
    curve.y.push_back(at < 0.5 ? std::pow(1.05, 100 * at) : at < 0.9 ? 0.1 : 0.01);
  }
  const auto thin = thinned_steps(curve, 250);
  EXPECT_LE(thin.x.size(), 250U);
  EXPECT_GT(thin.x.size(), 60U);
  EXPECT_THAT(thin.y, testing::IsSupersetOf({0.1, 0.01}));
  const auto value_at = [&](double x) {
    const auto after = std::upper_bound(thin.x.begin(), thin.x.end(), x);
    return thin.y[static_cast<std::size_t>(after - thin.x.begin()) - 1];
  };
  for (std::size_t i = 0; i < curve.x.size(); ++i) EXPECT_NEAR(value_at(curve.x[i]) / curve.y[i], 1, 0.05);
}

}  // namespace
}  // namespace largestep
