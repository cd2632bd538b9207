#include "figures/label_placement.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace largestep {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(SpreadLabels, LeavesAloneWhatDoesNotOverlap) {
  EXPECT_THAT(spread_labels({50, 10, 30}, 10, 0, 100), ElementsAre(50, 10, 30));
  EXPECT_TRUE(spread_labels({}, 10, 0, 100).empty());
}

TEST(SpreadLabels, MovesNeighboursApartByTheSameAmount) {
  EXPECT_THAT(spread_labels({50, 52}, 10, 0, 100), ElementsAre(DoubleNear(46, 1e-9), DoubleNear(56, 1e-9)));
  EXPECT_THAT(spread_labels({50, 50, 50}, 10, 0, 100), ElementsAre(40, 50, 60));
}

TEST(SpreadLabels, StaysWithinTheEnds) {
  EXPECT_THAT(spread_labels({0, 1}, 10, 5, 100), ElementsAre(5, 15));
  EXPECT_THAT(spread_labels({99, 100}, 10, 0, 95), ElementsAre(85, 95));
  EXPECT_THAT(spread_labels({1000}, 10, 0, 95), ElementsAre(95));
}

TEST(SpreadLabels, SharesTheRoomThatIsTooSmall) {
  EXPECT_THAT(spread_labels({5, 5, 5}, 100, 0, 20), ElementsAre(0, 10, 20));
}

/// The sum of squares.
double distance(const std::vector<double>& wanted, const std::vector<double>& places) {
  double sum = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) sum += (wanted[i] - places[i]) * (wanted[i] - places[i]);
  return sum;
}

TEST(SpreadLabels, FindsTheNearestPlacesThereAre) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> anywhere(0, 100);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> wanted(5);
    for (auto& place : wanted) place = anywhere(random);
    std::sort(wanted.begin(), wanted.end());
    const auto places = spread_labels(wanted, 12, 0, 100);
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_GE(places[i], -1e-9);
      EXPECT_LE(places[i], 100 + 1e-9);
      EXPECT_GE(places[i] - (i > 0 ? places[i - 1] : -12), 12 - 1e-9);
    }
    // The problem is convex: where no allowed small step helps, nothing does.
    for (int step = 0; step < 200; ++step) {
      auto other = places;
      for (auto& place : other) place += 0.02 * (anywhere(random) - 50);
      bool allowed = other.front() >= 0 && other.back() <= 100;
      for (std::size_t i = 1; i < 5; ++i) allowed = allowed && other[i] - other[i - 1] >= 12;
      EXPECT_TRUE(!allowed || distance(wanted, other) >= distance(wanted, places) - 1e-9);
    }
  }
}

}  // namespace
}  // namespace largestep
