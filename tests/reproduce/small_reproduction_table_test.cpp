#include "reproduce/small_reproduction_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace largestep {
namespace {

TEST(SmallReproductionTable, MedianRangeAndWhetherThePublishedLiesWithin) {
  const SeedSpread odd{.figure = "rank", .published = 9, .values = {7, 1, 9}};
  EXPECT_EQ(odd.median(), 7);
  EXPECT_EQ(odd.lowest(), 1);
  EXPECT_TRUE(odd.holds_published());
  const SeedSpread even{.figure = "rank", .published = 10, .values = {4, 2, 8, 6}};
  EXPECT_EQ(even.median(), 5);
  EXPECT_FALSE(even.holds_published());
  const SeedSpread none{.figure = "rank", .published = 1};
  EXPECT_TRUE(std::isnan(none.median()));
  EXPECT_FALSE(none.holds_published());
}

TEST(SmallReproductionTable, SaysHowManyRunsDiverged) {
  const std::vector<SmallResult> results{{.name = "large",
                                          .step_size = "0.4",
                                          .figures = {{"test_loss", 0.1, {0.05, 0.2}}, {"rank", 3, {5, 6}}},
                                          .finished = 2,
                                          .diverged = 4}};
  const auto table = small_reproduction_markdown(results);
  EXPECT_THAT(table, testing::HasSubstr("0.05 .. 0.2"));
  EXPECT_THAT(table, testing::HasSubstr("(4 more diverged)"));
  EXPECT_THAT(small_reproduction_csv(results), testing::HasSubstr("large,rank,5.5,5,6,3,0,2,4\n"));
}

}  // namespace
}  // namespace largestep
