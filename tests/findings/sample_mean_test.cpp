#include "findings/sample_mean.h"

#include <gtest/gtest.h>

#include <cmath>

#include "findings/summary_fixture.h"

namespace largestep {
namespace {

TEST(SampleMean, HasTheIntervalOfStudentsT) {
  // SciPy: stats.t.interval(0.95, 4, 3, stats.sem([1, 2, 3, 4, 5])) is 3 +- 1.9632.
  const auto sample = sample_mean({1, 2, 3, 4, 5});
  EXPECT_EQ(sample.count, 5u);
  EXPECT_DOUBLE_EQ(sample.mean, 3);
  EXPECT_NEAR(sample.deviation, 1.5811, 1e-4);
  EXPECT_NEAR(sample.half_interval, 1.9632, 1e-3);
}

TEST(SampleMean, HasTheIntervalOfStudentsTBeyondTheTable) {
  std::vector<double> values(61, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? 1.0 : -1.0;
  const auto sample = sample_mean(values);
  EXPECT_NEAR(sample.half_interval / (sample.deviation / std::sqrt(61.0)), 2.00030, 1e-4);  // quantile of 60 degrees
}

TEST(SampleMean, CountsFiniteValuesOnly) {
  EXPECT_EQ(sample_mean({1, kNaN, 3}).count, 2u);
  EXPECT_DOUBLE_EQ(sample_mean({1, kNaN, 3}).mean, 2);
}

TEST(SampleMean, OfOneValueHasNoInterval) {
  EXPECT_DOUBLE_EQ(sample_mean({4}).mean, 4);
  EXPECT_TRUE(std::isnan(sample_mean({4}).half_interval));
  EXPECT_TRUE(std::isnan(sample_mean({}).mean));
}

}  // namespace
}  // namespace largestep
