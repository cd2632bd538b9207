#include <gtest/gtest.h>
#include <torch/torch.h>

#include "problems/problem.h"
#include "train/loop.h"

namespace largestep {
namespace {

/// Logistic regression, f_i(w) = log(1 + exp(-y_i x_i^T w)).
class LogisticRegression final : public Problem {
 public:
  /// @param x  [n, d] float64.  @param y  [n] float64, -1 or 1.  w starts at 0.
  LogisticRegression(torch::Tensor x, torch::Tensor y, const SamplingOptions& sampling)
      : Problem(x.size(0), sampling), yx_(x * y.unsqueeze(1)) {
    w_ = torch::zeros({x.size(1)}, torch::dtype(torch::kDouble).requires_grad(true));
  }

  /// The mean over the batch; autograd does the rest.
  torch::Tensor loss(const Batch& batch) override {
    return torch::nn::functional::softplus(-yx_.index_select(0, batch.indices).mv(w_)).mean();
  }

  std::vector<NamedTensor> parameters() const override { return {{"w", w_}}; }

 private:
  torch::Tensor yx_;  ///< y_i x_i
  torch::Tensor w_;
};

TEST(NewProblem, TheGradientIsThatOfTheFormula) {
  torch::manual_seed(1);
  const auto x = torch::randn({6, 3}, torch::kDouble);
  const auto y = torch::tensor({1.0, -1.0, 1.0, 1.0, -1.0, -1.0}, torch::kDouble);
  LogisticRegression problem(x, y, {.batch_size = 6});
  problem.gradient(*problem.epoch({}).begin());
  // At w = 0 every term's gradient is -y_i x_i / 2.
  const auto expected = -(x * y.unsqueeze(1)).mean(0) / 2;
  EXPECT_TRUE(torch::allclose(problem.parameters().front().second.grad(), expected, 1e-12, 1e-14));
}

TEST(NewProblem, SgdSeparatesWhatCanBeSeparated) {
  torch::manual_seed(2);
  const auto x = torch::randn({64, 2}, torch::kDouble);
  const auto y = torch::sign(x.select(1, 0) - 0.5 * x.select(1, 1));
  LogisticRegression problem(x, y, {.batch_size = 8});
  Sgd sgd(problem.parameters(), {});
  const StepSizeSchedule schedule({.schedule = "constant", .epochs = 200, .step_size = 1.0});
  TrainingObserver nobody;
  train(problem, sgd, schedule, {.epochs = 200}, nobody);
  const auto margins = y * x.mv(problem.parameters().front().second.detach());
  EXPECT_GT(margins.min().item<double>(), 0.0);
}

}  // namespace
}  // namespace largestep
