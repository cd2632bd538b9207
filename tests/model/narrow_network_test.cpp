// Networks of so few channels that vectors are not full. tests/model/CMakeLists.txt runs these in a second process,
// too, which is told to make do with AVX2.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/networks/residual_block.h"
#include "model/networks/resnet18.h"
#include "model/relative_distance.h"
#include "ops/convolution.h"
#include "threads_scope.h"

namespace largestep {
namespace {

struct StridedCase {
  std::int64_t channels;
  std::int64_t kernel;
  std::int64_t side;
};

/// Output and both gradients of a convolution with stride 2 that doubles the channels, as a residual block has them.
std::vector<at::Tensor> run_strided(const StridedCase& shape, at::ScalarType type, at::MemoryFormat format) {
  torch::manual_seed(41);
  auto convolution = make_convolution(shape.channels, 2 * shape.channels, shape.kernel, /*stride=*/2);
  convolution->to(type);
  convolution->weight.set_data(convolution->weight.contiguous(format));
  const auto x = torch::randn({8, shape.channels, shape.side, shape.side}).to(type).contiguous(format).requires_grad_();
  const auto y = convolve(*convolution, x);
  y.backward(torch::randn(y.sizes()).to(type).contiguous(format));
  return {y.detach(), x.grad(), convolution->weight.grad()};
}

TEST(NarrowNetwork, HasStridedConvolutionsAsFloat64HasThem) {
  for (const int threads : {1, 2}) {
    const ThreadsScope scope(threads);
    for (std::int64_t channels = 1; channels <= 10; ++channels) {
      for (const std::int64_t kernel : {1, 3}) {
        for (const std::int64_t side : {5, 8, 32}) {
          const StridedCase shape{channels, kernel, side};
          for (const auto format : {at::MemoryFormat::ChannelsLast, at::MemoryFormat::Contiguous}) {
            const auto truth = run_strided(shape, at::kDouble, format);
            const auto ours = run_strided(shape, at::kFloat, format);
            for (std::size_t i = 0; i < truth.size(); ++i) {
              EXPECT_LT(relative_distance(ours[i], truth[i]), 1e-6)
                  << channels << " channels, " << kernel << "x" << kernel << ", side " << side << ", " << threads
                  << " threads, " << format << ": "
                  << (i == 0   ? "output"
                      : i == 1 ? "dx"
                               : "dw");
            }
          }
        }
      }
    }
  }
}

TEST(NarrowNetwork, PicksPixelsOutWithoutChangingABit) {
  torch::manual_seed(43);
  for (const auto type : {at::kFloat, at::kDouble}) {
    auto projection = make_convolution(/*in_channels=*/4, /*out_channels=*/8, /*kernel=*/1, /*stride=*/2);
    projection->to(type);
    const auto x = torch::randn({3, 4, 9, 8}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
    const torch::NoGradGuard no_grad;  // only the gradient is out of order in LibTorch
    EXPECT_TRUE(torch::equal(convolve(*projection, x), projection->forward(x)));
  }
}

/// Loss and gradients, in training mode or with the running statistics of a fresh network.
std::vector<at::Tensor> step_of(std::int64_t width, bool training, std::uint64_t seed, at::ScalarType type) {
  torch::manual_seed(seed);
  ResNet18 network(ResNet18Options{.width = width});
  network->train(training);
  const auto images = torch::rand({8, 3, 16, 16}).contiguous(at::MemoryFormat::ChannelsLast);
  network->to(type);
  const auto loss = torch::nn::functional::cross_entropy(network->forward(images.to(type)), torch::arange(8) % 10);
  loss.backward();
  std::vector<at::Tensor> results{loss.detach()};
  for (const auto& parameter : network->parameters()) results.push_back(parameter.grad());
  return results;
}

double worst_distance(const std::vector<at::Tensor>& ours, const std::vector<at::Tensor>& truth) {
  double worst = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) worst = std::max(worst, relative_distance(ours[i], truth[i]));
  return worst;
}

/// A rounding may move a unit across zero, which shows in the gradients of all layers before; what is wrong is wrong
/// for every draw. BatchNorm in training mode makes too much of such units where a layer has one channel.
TEST(NarrowNetwork, HasTheGradientsOfFloat64AtEveryWidth) {
  for (const bool training : {false, true}) {
    for (std::int64_t width = training ? 2 : 1; width <= 8; ++width) {
      double least[] = {1, 1};  // with one thread, with two
      for (std::uint64_t seed = 0; seed < 4 && std::max(least[0], least[1]) > 1e-5; ++seed) {
        const auto truth = step_of(width, training, seed, at::kDouble);
        for (const int threads : {1, 2}) {
          const ThreadsScope scope(threads);
          auto& distance = least[threads - 1];
          distance = std::min(distance, worst_distance(step_of(width, training, seed, at::kFloat), truth));
        }
      }
      for (const int threads : {1, 2}) {
        EXPECT_LT(least[threads - 1], 1e-5)
            << "width " << width << ", " << threads << " threads, training: " << training;
      }
    }
  }
}

}  // namespace
}  // namespace largestep
