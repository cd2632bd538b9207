#pragma once

#include <fmt/ranges.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>

#include <vector>

#include "core/error.h"
#include "model/activation_tap.h"
#include "model/image_network.h"
#include "model/layers.h"
#include "model/network_catalog.h"
#include "model/normalised_convolution.h"
#include "ops/batch_norm_relu.h"

namespace largestep {

/// A layer of a dense block: y = conv2(relu2(bn2(conv1(relu1(bn1(x)))))), in front of x; conv1 is 1x1 with four times
/// the growth rate of channels, the bottleneck, and conv2 3x3.
class DenseLayerImpl : public torch::nn::Module {
 public:
  DenseLayerImpl(std::int64_t channels, std::int64_t growth_rate)
      : bn1_(register_module("bn1", torch::nn::BatchNorm2d(channels))),
        relu1_(register_module("relu1", ActivationTap())),
        conv1_(register_module("conv1", make_convolution(channels, 4 * growth_rate, 1, 1))),
        bn2_(register_module("bn2", torch::nn::BatchNorm2d(4 * growth_rate))),
        relu2_(register_module("relu2", ActivationTap())),
        conv2_(register_module("conv2", make_convolution(4 * growth_rate, growth_rate, 3, 1))) {}

  /// [N, channels, H, W] -> [N, growth_rate + channels, H, W]
  torch::Tensor forward(const torch::Tensor& input) {
    const auto activations = relu1_(batch_norm_relu(*bn1_, input));
    const auto bottleneck = relu2_(convolve_normalise(*conv1_, *bn2_, activations));
    return torch::cat({convolve(*conv2_, bottleneck), input}, 1);
  }

 private:
  torch::nn::BatchNorm2d bn1_;
  ActivationTap relu1_;
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn2_;
  ActivationTap relu2_;
  torch::nn::Conv2d conv2_;
};
TORCH_MODULE(DenseLayer);

/// What is between dense blocks: BatchNorm, ReLU, a 1x1 convolution to half the channels, 2x2 means.
class DenseTransitionImpl : public torch::nn::Module {
 public:
  explicit DenseTransitionImpl(std::int64_t channels)
      : bn_(register_module("bn", torch::nn::BatchNorm2d(channels))),
        relu_(register_module("relu", ActivationTap())),
        conv_(register_module("conv", make_convolution(channels, channels / 2, 1, 1))),
        pool_(register_module("pool", torch::nn::AvgPool2d(2))) {}

  /// [N, channels, H, W] -> [N, channels / 2, H / 2, W / 2]
  torch::Tensor forward(const torch::Tensor& input) {
    const auto features = convolve(*conv_, relu_(batch_norm_relu(*bn_, input)));
    return pool_(features).to(features.scalar_type());  // autocast takes means in float32
  }

 private:
  torch::nn::BatchNorm2d bn_;
  ActivationTap relu_;
  torch::nn::Conv2d conv_;
  torch::nn::AvgPool2d pool_;
};
TORCH_MODULE(DenseTransition);

/// What tells them apart besides their size.
struct DenseNetKind {
  std::string name;                  ///< "DenseNet-100-12"
  std::vector<std::int64_t> layers;  ///< of each dense block, at least one

  static constexpr std::int64_t kWidthUnit = 16;  ///< widths are multiples of it: for so many the growth rate is 3
  static constexpr std::int64_t kGrowthUnit = 3;
  static std::int64_t growth_rate(std::int64_t width) { return width / kWidthUnit * kGrowthUnit; }
};

/// A densely connected network with bottlenecks and compression by half, DenseNet-BC (Huang et al., CVPR 2017,
/// arXiv:1608.06993): 3x3 stem of twice the growth rate, dense blocks with transitions between them, BatchNorm, ReLU,
/// average pooling, linear. Of three blocks of 16 layers, 100 deep, with growth rate 12 it has 769,162 parameters; that
/// is width 64, and the growth rate is in proportion to the width. Names are those of public PyTorch code for CIFAR-10
/// (conv1, dense1.0.bn1, ..., trans1.bn, trans1.conv, ..., bn, linear).
/// Taps in forward order: "denseB.L.relu1", "denseB.L.relu2", "transB.relu", "relu", "pooled". The features of a dense
/// block are followed at the ReLU through which all of them go next: "trans1.relu", "trans2.relu", "relu".
class DenseNetImpl final : public ImageNetwork {
 public:
  /// @throws Error{kInvalidArgument} if the width is not a multiple of 16
  DenseNetImpl(const DenseNetKind& kind, const NetworkSize& size) : ImageNetwork(kind.name, size, last_relus(kind)) {
    if (size.width % DenseNetKind::kWidthUnit != 0) {
      fail(ErrorKind::kInvalidArgument,
           "width is {}, but that of {} must be a multiple of {}; its growth rate is {} at 64", size.width, kind.name,
           DenseNetKind::kWidthUnit, DenseNetKind::growth_rate(64));
    }
    const auto growth_rate = DenseNetKind::growth_rate(size.width);
    auto channels = 2 * growth_rate;
    conv1_ = register_module("conv1", make_convolution(kColours, channels, 3, 1));
    for (std::size_t block = 0; block < kind.layers.size(); ++block) {
      if (block > 0) {
        transitions_.push_back(register_module(fmt::format("trans{}", block), DenseTransition(channels)));
        channels /= 2;
      }
      blocks_.emplace_back();
      for (std::int64_t layer = 0; layer < kind.layers[block]; ++layer, channels += growth_rate) {
        blocks_.back()->push_back(DenseLayer(channels, growth_rate));
      }
      register_module(fmt::format("dense{}", block + 1), blocks_.back());
    }
    bn_ = register_module("bn", torch::nn::BatchNorm2d(channels));
    relu_ = register_module("relu", ActivationTap());
    pooled_ = register_module("pooled", ActivationTap());
    linear_ = register_module("linear", torch::nn::Linear(channels, size.classes));
    initialise_convolutions(*this);
  }

 protected:
  torch::Tensor classify(const torch::Tensor& inputs) override {
    auto features = blocks_.front()->forward(convolve(*conv1_, inputs));
    for (std::size_t block = 1; block < blocks_.size(); ++block) {
      features = blocks_[block]->forward(transitions_[block - 1](features));
    }
    return linear_(pooled_(mean_over_positions(relu_(batch_norm_relu(*bn_, features)))));
  }

 private:
  static std::vector<std::string> last_relus(const DenseNetKind& kind) {
    std::vector<std::string> taps;
    for (std::size_t block = 1; block < kind.layers.size(); ++block) taps.push_back(fmt::format("trans{}.relu", block));
    taps.push_back("relu");
    return taps;
  }

  torch::nn::Conv2d conv1_{nullptr};
  std::vector<torch::nn::Sequential> blocks_;
  std::vector<DenseTransition> transitions_;  ///< before each block but the first
  torch::nn::BatchNorm2d bn_{nullptr};
  ActivationTap relu_;
  ActivationTap pooled_;
  torch::nn::Linear linear_{nullptr};
};

/// How the catalogue has one.
inline NetworkSpec dense_network(const std::string& name, const DenseNetKind& kind) {
  const auto size_of = [kind](const NamedTensors& state) -> std::optional<NetworkSize> {
    const auto growth_rate = first_dimension(state, "conv1.weight") / 2;
    if (growth_rate % DenseNetKind::kGrowthUnit != 0) return std::nullopt;
    const NetworkSize size{.width = growth_rate / DenseNetKind::kGrowthUnit * DenseNetKind::kWidthUnit,
                           .classes = first_dimension(state, "linear.weight")};
    auto channels = 2 * growth_rate;
    std::vector<NetworkMark> marks{{"conv1.weight", {channels, 3, 3, 3}}};
    for (std::size_t block = 0; block < kind.layers.size(); ++block) {
      if (block > 0) channels /= 2;
      for (std::int64_t layer = 0; layer < kind.layers[block]; ++layer, channels += growth_rate) {
        const auto bottleneck = fmt::format("dense{}.{}.conv1.weight", block + 1, layer);
        marks.push_back({bottleneck, {4 * growth_rate, channels, 1, 1}});
      }
      marks.push_back({fmt::format("dense{}.{}.conv1.weight", block + 1, kind.layers[block]), {}});
    }
    marks.push_back({fmt::format("dense{}.0.conv1.weight", kind.layers.size() + 1), {}});
    marks.push_back({"linear.weight", {size.classes, channels}});
    return size_if(state, size, marks);
  };
  return {.name = name,
          .kind = kind.name,
          .description = fmt::format("dense blocks of {} layers with bottlenecks, growth rate 12 at width 64",
                                     fmt::join(kind.layers, ", ")),
          .make = [kind](const NetworkSize& size) { return std::make_shared<DenseNetImpl>(kind, size); },
          .size_of = size_of,
          .first_tensor = "conv1.weight"};
}

}  // namespace largestep
