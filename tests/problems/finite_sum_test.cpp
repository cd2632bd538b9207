#include "problems/finite_sum.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/error.h"
#include "problems/least_squares.h"

namespace largestep {
namespace {

LeastSquares least_squares(std::int64_t batch_size) {
  torch::manual_seed(0);
  return LeastSquares(torch::randn({50, 4}, torch::kDouble), torch::randn({50}, torch::kDouble),
                      {.batch_size = batch_size, .seed = 1});
}

TEST(FiniteSum, AnEpochDrawsEveryTermAtMostOnceAndDropsTheLastPartialBatch) {
  const auto sum = least_squares(8);
  std::vector<std::int64_t> drawn;
  std::int64_t step = 0;
  for (const Batch& batch : sum.epoch({.epoch = 2, .step = 100})) {
    EXPECT_EQ(batch.indices.numel(), 8);
    EXPECT_EQ(batch.at.step, 100 + step);
    EXPECT_DOUBLE_EQ(batch.elapsed_epochs, 2 + static_cast<double>(step + 1) / 6);
    for (std::int64_t i = 0; i < 8; ++i) drawn.push_back(batch.indices[i].item<std::int64_t>());
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

TEST(FiniteSum, RefusesABatchLargerThanTheSum) { EXPECT_THROW(least_squares(51), Error); }

TEST(LeastSquares, ClosedFormGradientIsTheOneOfAutograd) {
  auto sum = least_squares(8);
  const Batch batch = *sum.epoch({}).begin();
  auto w = sum.parameters().front().second;
  {
    const torch::NoGradGuard no_grad;
    w.copy_(torch::randn({4}, torch::kDouble));
  }
  const auto loss = sum.gradient(batch);
  const auto closed_form = w.grad().clone();
  const auto autograd_loss = sum.FiniteSum::gradient(batch);
  EXPECT_NEAR(loss.item<double>(), autograd_loss.item<double>(), 1e-14);
  EXPECT_LT((closed_form - w.grad()).abs().max().item<double>(), 1e-13);
}

}  // namespace
}  // namespace largestep
