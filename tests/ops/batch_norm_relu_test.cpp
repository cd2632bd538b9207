#include "ops/batch_norm_relu.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>

#include "expect_error.h"
#include "kernels/own_kernels.h"
#include "threads_scope.h"

namespace largestep {
namespace {

struct BatchNormCase {
  std::vector<std::int64_t> sizes;
  bool residual;
  bool relu;
};

/// Output, running statistics and gradients of one pass forward and backward.
struct BatchNormResults {
  std::vector<std::pair<const char*, at::Tensor>> tensors;
};

BatchNormResults run_batch_norm(const BatchNormCase& shape, at::ScalarType type, bool own) {
  const OwnKernelsScope kernels(own);
  torch::manual_seed(11);
  const auto channels = shape.sizes[1];
  // Drawn in bfloat16, so that every type starts from the same values; means far from zero and different scales.
  const auto drawn = [&] { return torch::randn(shape.sizes).to(at::kBFloat16).to(at::kFloat); };
  const auto offset = torch::linspace(-4, 4, channels).view({1, -1, 1, 1}).to(at::kBFloat16).to(at::kFloat);
  const auto x = ((drawn() + offset) * 2).to(at::kBFloat16).to(type).requires_grad_();
  const auto residual = shape.residual ? drawn().to(type).requires_grad_() : at::Tensor();
  const auto direction = drawn().to(type);

  const bool wide = type == at::kDouble;
  torch::nn::BatchNorm2d norm(channels);
  {
    const torch::NoGradGuard no_grad;
    norm->weight.copy_(torch::randn({channels}));
    norm->bias.copy_(torch::randn({channels}));
  }
  if (wide) norm->to(at::kDouble);
  auto y = batch_norm_relu(*norm, x, residual, shape.relu);
  y.backward(direction);
  BatchNormResults pass;
  pass.tensors = {{"y", y.detach()},
                  {"running mean", norm->running_mean},
                  {"running variance", norm->running_var},
                  {"gradient of x", x.grad()},
                  {"gradient of the weight", norm->weight.grad()},
                  {"gradient of the bias", norm->bias.grad()}};
  if (shape.residual) pass.tensors.emplace_back("gradient of the residual", residual.grad());
  return pass;
}

const std::vector<BatchNormCase>& batch_norm_cases() {
  static const std::vector<BatchNormCase> all{
      {{5, 16, 7, 9}, false, true}, {{5, 16, 7, 9}, true, true},    {{4, 64, 8, 8}, true, true},
      {{3, 1, 5, 5}, false, true},  {{3, 19, 3, 1}, true, true},    {{2, 300, 2, 2}, false, true},
      {{4, 24, 6, 6}, true, false}, {{64, 16, 32, 32}, true, true}, {{4, 32, 4, 4}, false, false}};
  return all;
}

double norm_difference(const at::Tensor& ours, const at::Tensor& truth) {
  const auto wide = ours.to(at::kDouble);
  return ((wide - truth).norm() / truth.norm()).item<double>();
}

TEST(BatchNormRelu, AgreesWithFloat64InFloat32) {
  for (const auto& shape : batch_norm_cases()) {
    const auto truth = run_batch_norm(shape, at::kDouble, false);
    const auto ours = run_batch_norm(shape, at::kFloat, true);
    for (std::size_t i = 0; i < truth.tensors.size(); ++i) {
      EXPECT_LT(norm_difference(ours.tensors[i].second, truth.tensors[i].second), 2e-5)
          << truth.tensors[i].first << " of " << shape.sizes;
    }
  }
}

TEST(BatchNormRelu, AgreesWithFloat64InBfloat16ToItsRounding) {
  for (const auto& shape : batch_norm_cases()) {
    const auto truth = run_batch_norm(shape, at::kDouble, false);
    const auto ours = run_batch_norm(shape, at::kBFloat16, true);
    for (std::size_t i = 0; i < truth.tensors.size(); ++i) {
      // Statistics and sums are float32; what is stored as bfloat16 is rounded once or twice.
      EXPECT_LT(norm_difference(ours.tensors[i].second, truth.tensors[i].second), 4e-3)
          << truth.tensors[i].first << " of " << shape.sizes;
    }
  }
}

TEST(BatchNormRelu, DoesNotDependOnTheNumberOfThreads) {
  const BatchNormCase shape{{32, 16, 32, 32}, true, true};
  const auto run_on = [&](int threads) {
    const ThreadsScope scope(threads);
    return run_batch_norm(shape, at::kBFloat16, true);
  };
  const auto alone = run_on(1);
  const auto together = run_on(3);
  for (std::size_t i = 0; i < alone.tensors.size(); ++i) {
    EXPECT_TRUE(torch::equal(alone.tensors[i].second, together.tensors[i].second)) << alone.tensors[i].first;
  }
}

TEST(BatchNormRelu, UsesTheRunningStatisticsInEvalMode) {
  torch::nn::BatchNorm2d norm(16);
  norm->running_mean.fill_(1.5);
  norm->running_var.fill_(4.0);
  norm->eval();
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({2, 16, 3, 3});
  EXPECT_TRUE(torch::allclose(batch_norm_relu(*norm, x), torch::relu((x - 1.5) / std::sqrt(4.0 + 1e-5)), 1e-5, 1e-6));
  EXPECT_EQ(norm->num_batches_tracked.item<std::int64_t>(), 0);
}

TEST(BatchNormRelu, CountsItsBatchesWhateverTypeTheModuleWasMovedTo) {
  torch::nn::BatchNorm2d norm(16);
  const auto x = torch::randn({2, 16, 3, 3}).requires_grad_();
  const auto name = batch_norm_relu(*norm, x).grad_fn()->name();
  EXPECT_NE(name.find("FusedBatchNorm"), std::string::npos) << name;
  EXPECT_EQ(norm->num_batches_tracked.item<std::int64_t>(), 1);
  norm->to(at::kFloat);  // the count becomes float32 as well
  EXPECT_EQ(batch_norm_relu(*norm, x).grad_fn()->name(), name);
  EXPECT_EQ(norm->num_batches_tracked.item<std::int64_t>(), 2);
}

TEST(BatchNormRelu, KeepsNotANumber) {
  torch::nn::BatchNorm2d norm(16);
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    auto x = torch::randn({2, 16, 3, 3});
    x[1][3][2][2] = std::numeric_limits<float>::quiet_NaN();
    const auto y = batch_norm_relu(*norm, x.to(type));
    EXPECT_TRUE(y.select(1, 3).isnan().all().item<bool>());
    EXPECT_FALSE(y.select(1, 4).isnan().any().item<bool>());
  }
}

TEST(BatchNormRelu, CanBeDifferentiatedTwiceInEvalModeOnly) {
  torch::nn::BatchNorm2d norm(16);
  const auto x = torch::randn({2, 16, 3, 3}).requires_grad_();
  const auto second_order = [&] {
    const auto loss = batch_norm_relu(*norm, x).square().sum();
    return torch::autograd::grad({loss}, {x}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0].requires_grad();
  };
  expect_error(ErrorKind::kInternal, {"differentiated twice"}, [&] { second_order(); });
  norm->eval();
  EXPECT_TRUE(second_order());
}

}  // namespace
}  // namespace largestep
