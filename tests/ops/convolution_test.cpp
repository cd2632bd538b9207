#include "ops/convolution.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "device/device.h"
#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"
#include "kernels/own_kernels.h"
#include "model/networks/residual_block.h"
#include "model/networks/resnet18.h"
#include "model/relative_distance.h"
#include "ops/image_channels.h"
#include "threads_scope.h"

namespace largestep {
namespace {

/// With all that there is to choose from.
class Convolution : public testing::Test {
  ConvolutionChoiceScope choice_{ConvolutionChoice::kWinograd};
};

struct ConvolutionCase {
  std::vector<std::int64_t> sizes;  ///< of the input
  std::int64_t out_channels;
  std::int64_t kernel;
  std::int64_t stride;
};

std::ostream& operator<<(std::ostream& out, const ConvolutionCase& shape) {
  return out << shape.sizes << " to " << shape.out_channels << " channels, " << shape.kernel << "x" << shape.kernel
             << " stride " << shape.stride;
}

/// Every combination of one or two vectors of channels with odd and even, small and large pictures.
const std::vector<ConvolutionCase>& convolution_cases() {
  static const std::vector<ConvolutionCase> all{
      {{3, 16, 32, 32}, 16, 3, 1}, {{3, 32, 9, 7}, 48, 3, 1},  {{2, 48, 7, 9}, 32, 3, 1},   {{5, 64, 4, 4}, 64, 3, 1},
      {{40, 16, 4, 4}, 32, 3, 1},  {{7, 96, 8, 8}, 16, 3, 1},  {{3, 16, 32, 32}, 32, 3, 2}, {{3, 32, 9, 7}, 16, 3, 2},
      {{9, 64, 8, 8}, 128, 3, 2},  {{3, 16, 9, 7}, 32, 1, 2},  {{3, 64, 8, 8}, 48, 1, 2},   {{2, 32, 1, 1}, 32, 3, 1},
      {{2, 16, 5, 5}, 16, 1, 1},   {{1, 16, 2, 33}, 64, 3, 1}, {{2, 16, 1, 1}, 16, 3, 2},   {{1, 32, 5, 35}, 16, 3, 2},
      {{2, 64, 32, 32}, 32, 1, 2}};
  return all;
}

std::vector<at::Tensor> run_convolution(const ConvolutionCase& shape, at::ScalarType type, bool own) {
  const OwnKernelsScope kernels(own);
  torch::manual_seed(13);
  const auto drawn = [](at::IntArrayRef sizes) { return torch::randn(sizes).to(at::kBFloat16).to(at::kFloat); };
  auto convolution = make_convolution(shape.sizes[1], shape.out_channels, shape.kernel, shape.stride);
  {
    const torch::NoGradGuard no_grad;
    convolution->weight.copy_(drawn(convolution->weight.sizes()));
  }
  if (type == at::kDouble) convolution->to(at::kDouble);
  const auto x = drawn(shape.sizes).to(type).requires_grad_();
  const auto y = convolve(*convolution, x);
  y.backward(drawn(y.sizes()).to(type));
  return {y.detach(), x.grad(), convolution->weight.grad()};
}

void expect_agreement(at::ScalarType type, double tolerance, double weight_tolerance) {
  for (const auto& shape : convolution_cases()) {
    const auto truth = run_convolution(shape, at::kDouble, false);
    const auto ours = run_convolution(shape, type, true);
    EXPECT_EQ(ours[0].scalar_type(), type);
    EXPECT_LT(relative_distance(ours[0], truth[0]), tolerance) << "output of " << shape;
    EXPECT_LT(relative_distance(ours[1], truth[1]), tolerance) << "gradient of the input of " << shape;
    EXPECT_LT(relative_distance(ours[2], truth[2]), weight_tolerance) << "gradient of the weights of " << shape;
  }
}

constexpr double kWinogradRounding = 4e-6;  // tests/kernels/convolution_test.cpp

TEST_F(Convolution, AgreesWithFloat64InFloat32) { expect_agreement(at::kFloat, kWinogradRounding, kWinogradRounding); }

TEST_F(Convolution, AgreesWithFloat64InFloat32MoreCloselyWhereItIsDirect) {
  if (kernels::convolution_kernels<float>() == nullptr) GTEST_SKIP() << "needs AVX-512";
  const ConvolutionChoiceScope direct(ConvolutionChoice::kDirect);
  expect_agreement(at::kFloat, 1e-6, 1e-6);
}

// Results are rounded to eight bits, the weights' gradient is not.
TEST_F(Convolution, AgreesWithFloat64InBfloat16ToItsRounding) {
  if (kernels::convolution_kernels<kernels::BFloat16>() == nullptr) GTEST_SKIP() << "needs AVX512-BF16";
  expect_agreement(at::kBFloat16, 3e-3, kWinogradRounding);
  const ConvolutionChoiceScope direct(ConvolutionChoice::kDirect);
  expect_agreement(at::kBFloat16, 3e-3, 1e-6);
}

TEST_F(Convolution, HasTheSameBitsHoweverManyThreadsShareAnImage) {
  if (kernels::convolution_kernels<float>() == nullptr) GTEST_SKIP() << "needs AVX2";
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    if (type == at::kBFloat16 && kernels::convolution_kernels<kernels::BFloat16>() == nullptr) continue;
    for (const auto& shape : convolution_cases()) {
      const auto run_on = [&](int threads) {
        const ThreadsScope scope(threads);
        return run_convolution(shape, type, true);
      };
      const auto alone = run_on(1);
      const auto shared = run_on(8);
      EXPECT_TRUE(torch::equal(shared[0], alone[0])) << "output of " << shape;
      EXPECT_TRUE(torch::equal(shared[1], alone[1])) << "gradient of the input of " << shape;
      EXPECT_LT(relative_distance(shared[2], alone[2]), kWinogradRounding) << "gradient of the weights of " << shape;
      EXPECT_TRUE(torch::equal(shared[2], run_on(8)[2])) << "gradient of the weights of " << shape;
    }
  }
}

/// Output and gradient of the weights where the input is images.
std::vector<at::Tensor> run_on_images(const ConvolutionCase& shape, at::ScalarType type, bool own) {
  const OwnKernelsScope kernels(own);
  torch::manual_seed(37);
  auto convolution = make_convolution(shape.sizes[1], shape.out_channels, shape.kernel, shape.stride);
  {
    const torch::NoGradGuard no_grad;
    convolution->weight.copy_(convolution->weight.to(at::kBFloat16));
  }
  if (type == at::kDouble) convolution->to(at::kDouble);
  const auto x = torch::rand(shape.sizes).to(at::kBFloat16).to(type);
  EXPECT_EQ(has_own_kernels(*convolution, x), own);
  const auto y = convolve(*convolution, x);
  y.backward(torch::randn(y.sizes()).to(at::kBFloat16).to(type));
  return {y.detach(), convolution->weight.grad()};
}

TEST_F(Convolution, OfImagesAgreesWithFloat64) {
  if (!has_own_kernels(*make_convolution(3, 16, 3, 1), torch::zeros({1, 3, 8, 8}))) GTEST_SKIP() << "needs AVX-512";
  for (const auto& shape : std::vector<ConvolutionCase>{{{3, 3, 32, 32}, 16, 3, 1},
                                                        {{2, 3, 9, 7}, 48, 3, 1},
                                                        {{9, 3, 5, 4}, 64, 3, 1},
                                                        {{1, 3, 1, 1}, 16, 3, 1},
                                                        {{3, 3, 8, 33}, 32, 3, 2}}) {
    const auto truth = run_on_images(shape, at::kDouble, false);
    const auto ours = run_on_images(shape, at::kFloat, true);
    EXPECT_LT(relative_distance(ours[0], truth[0]), 1e-6) << "output of " << shape;
    EXPECT_LT(relative_distance(ours[1], truth[1]), 1e-6) << "gradient of the weights of " << shape;
    EXPECT_EQ(ours[1].sizes(), truth[1].sizes());
    if (kernels::convolution_kernels<kernels::BFloat16>() == nullptr) continue;
    const auto halves = run_on_images(shape, at::kBFloat16, true);
    EXPECT_LT(relative_distance(halves[0], truth[0]), 3e-3) << "output of " << shape;
    EXPECT_LT(relative_distance(halves[1], truth[1]), 1e-6) << "gradient of the weights of " << shape;
  }
}

TEST_F(Convolution, OfImagesGivesThemAFourthChannelOfZeros) {
  const auto images = torch::rand({2, 3, 5, 7});
  const auto zeros = torch::zeros({2, 1, 5, 7});
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    EXPECT_TRUE(torch::equal(four_channel_images(images, type), torch::cat({images, zeros}, 1).to(type)));
  }
}

TEST_F(Convolution, OfImagesHasAGradientToThemWhereOneIsAskedFor) {
  for (const std::int64_t channels : {3, 4}) {
    auto convolution = make_convolution(channels, 16, 3, 1);
    const auto images = torch::rand({2, channels, 8, 8});
    const auto watched = images.clone().requires_grad_();
    EXPECT_FALSE(has_own_kernels(*convolution, watched));
    convolve(*convolution, watched).square().sum().backward();
    const OwnKernelsScope libtorchs(false);
    const auto again = images.clone().requires_grad_();
    convolution->forward(again).square().sum().backward();
    EXPECT_TRUE(torch::allclose(watched.grad(), again.grad())) << channels;
  }
}

TEST_F(Convolution, FollowsAutocast) {
  if (kernels::convolution_kernels<kernels::BFloat16>() == nullptr) GTEST_SKIP() << "needs AVX512-BF16";
  for (const std::int64_t channels : {3, 16}) {
    auto convolution = make_convolution(channels, 16, 3, 1);
    const auto x = torch::rand({2, channels, 8, 8});
    const AutocastScope autocast(at::kCPU, Precision::kBFloat16);
    EXPECT_TRUE(has_own_kernels(*convolution, x));
    EXPECT_TRUE(torch::equal(convolve(*convolution, x), convolve(*convolution, x.to(at::kBFloat16))));
    const auto watched = x.clone().requires_grad_();
    EXPECT_TRUE(torch::equal(convolve_fork(*convolution, watched).input, x)) << "the other way's is not rounded";
  }
}

TEST_F(Convolution, LeavesToLibTorchWhatItsKernelsCannotDo) {
  auto reflecting =
      torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 16, 3).padding(1).bias(false).padding_mode(torch::kReflect));
  const auto x = torch::rand({2, 16, 8, 8});
  EXPECT_TRUE(torch::equal(convolve(*reflecting, x), reflecting->forward(x)));
  for (const auto& [channels, given] : std::vector<std::pair<std::int64_t, std::int64_t>>{{16, 3}, {1, 3}, {16, 32}}) {
    auto convolution = make_convolution(channels, 16, 3, 1);
    EXPECT_THROW(convolve(*convolution, torch::rand({2, given, 8, 8})), c10::Error) << given << " for " << channels;
  }
}

/// Loss, gradients and running statistics of one training step of the whole network.
std::vector<at::Tensor> network_step(at::ScalarType type, bool own) {
  const OwnKernelsScope kernels(own);
  torch::manual_seed(17);
  ResNet18 network(ResNet18Options{.width = 16});
  const auto images = torch::rand({32, 3, 32, 32});
  network->to(type);
  const auto loss = torch::nn::functional::cross_entropy(network->forward(images.to(type)), torch::arange(32) % 10);
  loss.backward();
  std::vector<at::Tensor> results{loss.detach()};
  for (const auto& parameter : network->parameters()) results.push_back(parameter.grad());
  for (const auto& buffer : network->buffers()) results.push_back(buffer);
  return results;
}

/// A rounding moves some units across zero, which shows in the gradients of the first layers with any float32 kernels;
/// so the yardstick is how far LibTorch's are from float64.
TEST_F(Convolution, LeavesTheNetworksGradientsAsCloseToFloat64AsLibTorchDoes) {
  const auto truth = network_step(at::kDouble, false);
  const auto ours = network_step(at::kFloat, true);
  const auto theirs = network_step(at::kFloat, false);
  ASSERT_EQ(ours.size(), truth.size());
  double our_distance = 0;
  double their_distance = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto wide = truth[i].to(at::kDouble);
    our_distance += relative_distance(ours[i], wide);
    their_distance += relative_distance(theirs[i], wide);
    EXPECT_LT(relative_distance(ours[i], wide), 0.1) << "tensor " << i;
  }
  EXPECT_LT(our_distance, 2 * their_distance);
}

/// The gradient of an input that is convolved and goes another way as well, where LibTorch adds up the two.
std::vector<at::Tensor> run_fork(const ConvolutionCase& shape, at::ScalarType type, bool own) {
  const OwnKernelsScope kernels(own);
  torch::manual_seed(23);
  auto convolution = make_convolution(shape.sizes[1], shape.out_channels, shape.kernel, shape.stride);
  if (type == at::kDouble) convolution->to(at::kDouble);
  const auto x = torch::randn(shape.sizes).to(at::kBFloat16).to(type).requires_grad_();
  const auto [output, input] = convolve_fork(*convolution, x);
  const auto loss = (output * torch::randn(output.sizes()).to(type)).sum() +
                    (input * input * torch::randn(input.sizes()).to(type)).sum();
  loss.backward();
  return {output.detach(), x.grad(), convolution->weight.grad()};
}

TEST_F(Convolution, AddsTheGradientOfTheOtherWayFromAFork) {
  for (const auto& shape : convolution_cases()) {
    const auto truth = run_fork(shape, at::kDouble, false);
    const auto ours = run_fork(shape, at::kFloat, true);
    for (std::size_t i = 0; i < truth.size(); ++i)
      EXPECT_LT(relative_distance(ours[i], truth[i]), kWinogradRounding) << i << " of " << shape;
  }
}

TEST_F(Convolution, ForksWithoutAutogradAndWhereOnlyOneWayIsUsed) {
  auto convolution = make_convolution(16, 16, 3, 1);
  const auto x = torch::randn({2, 16, 4, 4});
  {
    const torch::NoGradGuard no_grad;
    const auto fork = convolve_fork(*convolution, x);
    EXPECT_TRUE(torch::equal(fork.output, convolve(*convolution, x)));
    EXPECT_TRUE(fork.input.is_same(x));
  }
  const auto input = x.clone().requires_grad_();
  convolve_fork(*convolution, input).input.sum().backward();
  EXPECT_TRUE(torch::equal(input.grad(), torch::ones_like(x)));
  const auto again = x.clone().requires_grad_();
  convolve_fork(*convolution, again).output.sum().backward();
  const auto alone = x.clone().requires_grad_();
  convolve(*convolution, alone).sum().backward();
  EXPECT_TRUE(torch::equal(again.grad(), alone.grad()));
}

TEST_F(Convolution, CanBeDifferentiatedTwiceInEvalMode) {
  auto convolution = make_convolution(16, 16, 3, 1);
  convolution->eval();
  const auto x = torch::randn({2, 16, 4, 4}).requires_grad_();
  const auto loss = convolve(*convolution, x).square().sum();
  EXPECT_TRUE(torch::autograd::grad({loss}, {x}, {}, true, /*create_graph=*/true)[0].requires_grad());
}

}  // namespace
}  // namespace largestep
