#include "model/normalised_convolution.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>

#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"
#include "model/networks/residual_block.h"
#include "model/relative_distance.h"
#include "ops/batch_norm_relu.h"

namespace largestep {
namespace {

struct Layers {
  torch::nn::Conv2d convolution;
  torch::nn::BatchNorm2d norm;
};

/// In eval mode, with statistics and parameters unlike those at the start.
Layers make_layers(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel, std::int64_t stride) {
  torch::manual_seed(29);
  Layers layers{make_convolution(in_channels, out_channels, kernel, stride), torch::nn::BatchNorm2d(out_channels)};
  const torch::NoGradGuard no_grad;
  layers.convolution->weight.copy_(layers.convolution->weight.to(at::kBFloat16).to(at::kFloat));
  layers.norm->running_mean.copy_(torch::randn({out_channels}));
  layers.norm->running_var.copy_(torch::rand({out_channels}) + 0.1);
  layers.norm->weight.copy_(torch::randn({out_channels}));
  layers.norm->bias.copy_(torch::randn({out_channels}));
  layers.convolution->eval();
  layers.norm->eval();
  return layers;
}

at::Tensor drawn(at::IntArrayRef sizes) { return torch::randn(sizes).to(at::kBFloat16).to(at::kFloat); }

TEST(NormalisedConvolution, InOnePassAgreesWithFloat64AndWithTwoPasses) {
  if (kernels::convolution_kernels<float>() == nullptr) GTEST_SKIP() << "needs AVX-512";
  const bool bfloat16 = kernels::convolution_kernels<kernels::BFloat16>() != nullptr;
  const torch::NoGradGuard no_grad;
  for (const auto& [sizes, out_channels, kernel, stride] :
       std::vector<std::tuple<std::vector<std::int64_t>, std::int64_t, std::int64_t, std::int64_t>>{
           {{3, 16, 32, 32}, 16, 3, 1},
           {{3, 32, 9, 7}, 48, 3, 2},
           {{7, 64, 4, 4}, 64, 3, 1},
           {{3, 16, 9, 7}, 32, 1, 2}}) {
    auto layers = make_layers(sizes[1], out_channels, kernel, stride);
    const auto x = drawn(sizes);
    const auto residual = drawn(layers.convolution->forward(x).sizes());
    for (const auto& added : {at::Tensor(), residual}) {
      for (const bool relu : {false, true}) {
        const auto& norm = *layers.norm;
        auto truth = torch::batch_norm(
            torch::conv2d(x.to(at::kDouble), layers.convolution->weight.to(at::kDouble), {}, stride, kernel / 2),
            norm.weight.to(at::kDouble), norm.bias.to(at::kDouble), norm.running_mean.to(at::kDouble),
            norm.running_var.to(at::kDouble), /*training=*/false, 0.1, norm.options.eps(), false);
        if (added.defined()) truth = truth + added;
        if (relu) truth = truth.relu();
        const auto ours = convolve_normalise(*layers.convolution, *layers.norm, x, added, relu);
        EXPECT_LT(relative_distance(ours, truth), 1e-6);
        EXPECT_TRUE(torch::equal(ours, batch_norm_relu(*layers.norm, convolve(*layers.convolution, x), added, relu)));
        {
          const ConvolutionChoiceScope choice(ConvolutionChoice::kWinograd);
          const auto fastest = convolve_normalise(*layers.convolution, *layers.norm, x, added, relu);
          EXPECT_LT(relative_distance(fastest, truth), 1e-6);
        }
        if (!bfloat16) continue;
        const auto halves = convolve_normalise(*layers.convolution, *layers.norm, x.to(at::kBFloat16),
                                               added.defined() ? added.to(at::kBFloat16) : added, relu);
        EXPECT_EQ(halves.scalar_type(), at::kBFloat16);
        EXPECT_LT(relative_distance(halves, truth), 2e-3);  // rounded to eight bits, once
      }
    }
  }
}

TEST(NormalisedConvolution, TakesABiasAsFloat64DoesWhereOurKernelsRun) {
  if (kernels::convolution_kernels<float>() == nullptr) GTEST_SKIP() << "needs AVX-512";
  for (const bool training : {true, false}) {
    std::vector<std::vector<at::Tensor>> results;
    for (const auto type : {at::kFloat, at::kDouble}) {
      torch::manual_seed(31);
      torch::nn::Conv2d convolution(torch::nn::Conv2dOptions(16, 32, 3).padding(1));
      torch::nn::BatchNorm2d norm(32);
      const auto x = drawn({3, 16, 9, 7});
      const auto weights = torch::randn({3, 32, 9, 7});
      convolution->to(type);
      norm->to(type);
      convolution->train(training);
      norm->train(training);
      const auto input = x.to(type).requires_grad_(training);
      EXPECT_EQ(has_own_kernels(*convolution, input), type == at::kFloat && (training || !at::GradMode::is_enabled()));
      if (!training) {
        const torch::NoGradGuard no_grad;
        EXPECT_EQ(has_own_kernels(*convolution, input), type == at::kFloat);
        results.push_back({convolve_normalise(*convolution, *norm, input), convolve(*convolution, input)});
        continue;
      }
      const auto raw = convolve(*convolution, input);
      (convolve_normalise(*convolution, *norm, input) * weights.to(type)).sum().backward();
      (raw * weights.to(type)).sum().backward();
      results.push_back({raw.detach(), input.grad(), convolution->weight.grad(), convolution->bias.grad(),
                         norm->running_mean.detach()});
    }
    for (std::size_t i = 0; i < results[1].size(); ++i) {
      EXPECT_LT(relative_distance(results[0][i], results[1][i]), 2e-6) << i << ", training: " << training;
    }
  }
}

TEST(NormalisedConvolution, DoesNotHideNan) {
  auto layers = make_layers(16, 16, 3, 1);
  const torch::NoGradGuard no_grad;
  auto x = drawn({1, 16, 8, 8});
  x[0][3][4][4] = std::numeric_limits<float>::quiet_NaN();
  const auto y = convolve_normalise(*layers.convolution, *layers.norm, x);
  EXPECT_TRUE(y[0][0][4][5].isnan().item<bool>());
  EXPECT_FALSE(y[0][0][0][0].isnan().item<bool>());
}

TEST(NormalisedConvolution, TakesTheBatchsStatisticsWhenTraining) {
  auto layers = make_layers(16, 16, 3, 1);
  layers.convolution->train();
  layers.norm->train();
  const auto x = drawn({4, 16, 8, 8}).requires_grad_();
  const auto fork = convolve_normalise_fork(*layers.convolution, *layers.norm, x);
  EXPECT_NE(fork.output.grad_fn(), nullptr);
  const auto before_relu = convolve_normalise(*layers.convolution, *layers.norm, x, {}, /*relu=*/false).detach();
  const auto bias = before_relu.mean({0, 2, 3});
  EXPECT_TRUE(torch::allclose(bias, layers.norm->bias, 1e-4, 1e-5));
}

}  // namespace
}  // namespace largestep
