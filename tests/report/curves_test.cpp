#include "report/curves.h"

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

}  // namespace
}  // namespace largestep
