#include "problems/finite_sum.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <set>

#include "expect_error.h"
#include "small_problems/least_squares.h"

namespace largestep {
namespace {

LeastSquares least_squares(std::int64_t batch_size, bool replacement = false) {
  torch::manual_seed(0);
  return LeastSquares(torch::randn({50, 4}, torch::kDouble), torch::randn({50}, torch::kDouble),
                      {.batch_size = batch_size, .seed = 1, .replacement = replacement});
}

TEST(FiniteSum, AnEpochDrawsEveryTermAtMostOnceAndDropsTheLastPartialBatch) {
  const auto sum = least_squares(8);
  std::vector<std::int64_t> drawn;
  std::int64_t step = 0;
  for (const Batch& batch : sum.epoch({.epoch = 2, .step = 100})) {
    EXPECT_EQ(batch.indices.size(), 8);
    EXPECT_EQ(batch.at.step, 100 + step);
    EXPECT_DOUBLE_EQ(batch.elapsed_epochs, 2 + static_cast<double>(step + 1) / 6);
    for (std::int64_t i = 0; i < 8; ++i) drawn.push_back(batch.indices[i]);
    ++step;
  }
  EXPECT_EQ(step, 6);
  std::sort(drawn.begin(), drawn.end());
  EXPECT_EQ(std::unique(drawn.begin(), drawn.end()), drawn.end());
}

TEST(FiniteSum, ContinuesAnEpochInTheMiddleWithTheSameBatches) {
  const auto sum = least_squares(8);
  std::vector<at::Tensor> whole;
  for (const Batch& batch : sum.epoch({.epoch = 1})) whole.push_back(batch.indices);
  std::size_t at = 4;
  for (const Batch& batch : sum.epoch({.epoch = 1, .step_in_epoch = 4, .step = 10})) {
    EXPECT_EQ(batch.at.step, 10 + static_cast<std::int64_t>(at) - 4);
    EXPECT_TRUE(torch::equal(batch.indices, whole.at(at++)));
  }
  EXPECT_EQ(at, whole.size());
}

TEST(FiniteSum, RefusesToBeginAnEpochAtOrBeyondItsEnd) {
  const auto sum = least_squares(7);
  const auto steps = sum.steps_per_epoch();
  for (const auto taken : {std::int64_t{-1}, steps, steps + 40}) {
    expect_error(ErrorKind::kData, {fmt::format("{} steps of an epoch", taken)},
                 [&] { sum.epoch({.epoch = 0, .step_in_epoch = taken, .step = taken}); });
  }
}

TEST(FiniteSum, RefusesABatchLargerThanTheSum) {
  expect_error(ErrorKind::kInvalidArgument, {"batch-size is 51"}, [&] { least_squares(51); });
}

TEST(FiniteSum, AllTermsAsOneBatchAreOneStepAnEpochInFixedOrder) {
  const auto sum = least_squares(SamplingOptions::kAllTerms);
  EXPECT_EQ(sum.steps_per_epoch(), 1);
  for (std::int64_t epoch = 0; epoch < 2; ++epoch) {
    const Batch batch = *sum.epoch({.epoch = epoch}).begin();
    EXPECT_TRUE(torch::equal(batch.indices, torch::arange(50)));
  }
}

TEST(FiniteSum, WithReplacementEveryTermIsDrawnFromAllAndRepeatsItself) {
  const auto sum = least_squares(1, /*replacement=*/true);
  std::vector<std::int64_t> times(50, 0);
  std::int64_t epochs_without_repetition = 0;
  for (std::int64_t epoch = 0; epoch < 400; ++epoch) {
    std::set<std::int64_t> seen;
    for (const Batch& batch : sum.epoch({.epoch = epoch})) {
      ++times.at(static_cast<std::size_t>(batch.indices[0]));
      seen.insert(batch.indices[0]);
    }
    if (seen.size() == 50) ++epochs_without_repetition;
  }
  EXPECT_EQ(epochs_without_repetition, 0);
  // 20,000 draws: 400 each, standard deviation 20.
  for (const auto count : times) EXPECT_NEAR(static_cast<double>(count), 400.0, 100.0);
}

}  // namespace
}  // namespace largestep
