#include <fmt/format.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/activation_tap.h"
#include "model/image_network.h"
#include "model/layers.h"
#include "model/module_state.h"
#include "model/network_catalog.h"
#include "model/normalised_convolution.h"

namespace largestep {
namespace {

/// Three 3x3 convolutions of width x {1, 2, 4} channels, each with BatchNorm and ReLU, mean and linear layer.
/// Taps: "relu1", "relu2", "relu3", "pooled".
class ThreeLayersImpl final : public ImageNetwork {
 public:
  explicit ThreeLayersImpl(const NetworkSize& size) : ImageNetwork("three layers", size, {"relu1", "relu2", "relu3"}) {
    auto channels = kColours;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const auto out_channels = size.width << i;
      auto& [convolution, norm, relu] = layers_[i];
      convolution = register_module(fmt::format("conv{}", i + 1),
                                    make_convolution(channels, out_channels, /*kernel=*/3, /*stride=*/i == 0 ? 1 : 2));
      norm = register_module(fmt::format("bn{}", i + 1), torch::nn::BatchNorm2d(out_channels));
      register_module(fmt::format("relu{}", i + 1), relu);
      channels = out_channels;
    }
    register_module("pooled", pooled_);
    linear_ = register_module("linear", torch::nn::Linear(channels, size.classes));
    initialise_convolutions(*this);
  }

 protected:
  torch::Tensor classify(const torch::Tensor& inputs) override {
    auto features = inputs;
    for (auto& [convolution, norm, relu] : layers_) features = relu(convolve_normalise(*convolution, *norm, features));
    return linear_(pooled_(mean_over_positions(features)));
  }

 private:
  struct Layer {
    torch::nn::Conv2d convolution{nullptr};
    torch::nn::BatchNorm2d norm{nullptr};
    ActivationTap relu;
  };
  std::array<Layer, 3> layers_;
  ActivationTap pooled_;
  torch::nn::Linear linear_{nullptr};
};

/// The size of the network whose weights these may be.
std::optional<NetworkSize> size_of_three_layers(const NamedTensors& state) {
  const NetworkSize size{.width = first_dimension(state, "conv1.weight"),
                         .classes = first_dimension(state, "linear.weight")};
  return size_if(state, size,
                 {{"conv1.weight", {size.width, 3, 3, 3}},
                  {"conv3.weight", {4 * size.width, 2 * size.width, 3, 3}},
                  {"linear.weight", {size.classes, 4 * size.width}}});
}

NetworkSpec three_layers() {
  return {.name = "three-layers",
          .kind = "three layers",
          .description = "three convolutions, BatchNorm and ReLU after each",
          .make = [](const NetworkSize& size) { return std::make_shared<ThreeLayersImpl>(size); },
          .size_of = size_of_three_layers,
          .first_tensor = "conv1.weight"};
}

TEST(NewNetwork, IsKnownByItsWeightsAndSeenAtItsTaps) {
  const auto network = three_layers().make({.width = 16, .classes = 7});
  const auto size = three_layers().size_of(module_state(*network));
  ASSERT_TRUE(size);
  EXPECT_EQ(size->width, 16);
  EXPECT_EQ(size->classes, 7);
  std::vector<std::int64_t> units;
  const auto subscription = subscribe(*network, "*", [&](const std::string&, const torch::Tensor& activations) {
    units.push_back(activations.flatten(1).size(1));
  });
  EXPECT_EQ(network->forward(torch::rand({2, 3, 32, 32})).size(1), 7);
  EXPECT_EQ(units, (std::vector<std::int64_t>{16 * 32 * 32, 32 * 16 * 16, 64 * 8 * 8, 64}));
}

}  // namespace
}  // namespace largestep
