#include "run/small_experiments.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

const SmallRow& row_of(const std::string& experiment, const std::string& name) {
  for (const auto& row : find_small_experiment(experiment)->rows) {
    if (row.name == name) return row;
  }
  throw std::runtime_error(name);
}

double figure(const SmallOutcome& outcome, const std::string& name) {
  for (const auto& [known, value] : outcome.figures) {
    if (known == name) return value;
  }
  ADD_FAILURE() << name;
  return 0;
}

/// The first seed that finishes.
SmallOutcome finished(const SmallRow& row) {
  for (std::int64_t seed = 0; seed < 50; ++seed) {
    auto outcome = run_small(row, seed);
    if (!outcome.diverged) return outcome;
  }
  throw std::runtime_error("all diverged");
}

TEST(SmallExperiments, EveryRowHasSettingsAndFiguresThatItsProblemGives) {
  for (const auto& experiment : small_experiments()) {
    for (const auto& row : experiment.rows) {
      EXPECT_GT(small_settings(row, 0).steps, 0) << row.name;
      EXPECT_FALSE(row.published.empty()) << row.name;
    }
  }
}

TEST(SmallExperiments, GradientDescentEndsWhereTheAuthorsDoesToTheLastDigits) {
  // Their loop over the same data in NumPy, with float64: 0.16824144824688458.
  auto row = row_of("diagonal", "gd-small");
  row.start_noise = 0.0;
  EXPECT_NEAR(figure(run_small(row, 0), "test_loss"), 0.16824144824688458, 1e-11);
}

TEST(SmallExperiments, LargeStepsMakeTheDiagonalNetworkSparseWithSgd) {
  const auto small = run_small(row_of("diagonal", "sgd-small"), 0);
  const auto large = finished(row_of("diagonal", "sgd-large-50"));
  EXPECT_EQ(figure(small, "nonzeros"), 200);
  EXPECT_NEAR(figure(large, "nonzeros"), 71, 6);  // published 71; over 20 seeds 67 to 75
  EXPECT_LT(figure(large, "test_loss"), figure(small, "test_loss") / 5);
}

TEST(SmallExperiments, LargeStepsDoNotHelpGradientDescent) {
  const auto small = run_small(row_of("diagonal", "gd-small"), 0);
  for (const auto* name : {"gd-large-10", "gd-large-30", "gd-large-50"}) {
    EXPECT_GT(figure(run_small(row_of("diagonal", name), 0), "test_loss"), 1.5 * figure(small, "test_loss")) << name;
  }
}

TEST(SmallExperiments, LargeStepsMakeTheTwoLayerStudentSparse) {
  const auto small = run_small(row_of("two-layer", "small"), 0);
  const auto large = finished(row_of("two-layer", "large-50"));
  EXPECT_LT(figure(large, "rank"), figure(small, "rank") - 5);
  EXPECT_LT(figure(large, "hidden1_distinct"), figure(small, "hidden1_distinct") - 0.05);
}

}  // namespace
}  // namespace largestep
