#pragma once

#include <fmt/ranges.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>

#include <array>
#include <numeric>

#include "model/activation_tap.h"
#include "model/image_network.h"
#include "model/layers.h"
#include "model/network_catalog.h"
#include "model/normalised_convolution.h"

namespace largestep {

/// What tells them apart besides their size.
struct VggKind {
  std::string name;                          ///< "VGG-16"
  std::array<std::int64_t, 5> convolutions;  ///< of each stage, at least one

  /// Where in "features" the last convolution of a stage is; its ReLU is two further on, the pooling three.
  std::int64_t last_convolution(std::size_t stage) const {
    const auto before = std::accumulate(convolutions.begin(), convolutions.begin() + stage, std::int64_t{0});
    return 3 * (before + convolutions[stage] - 1) + static_cast<std::int64_t>(stage);
  }
};

/// A plain network of 3x3 convolutions without shortcuts (Simonyan and Zisserman, ICLR 2015, arXiv:1409.1556) for 32x32
/// images, with BatchNorm and one linear layer, as public PyTorch code for CIFAR-10 has it: five stages of width x
/// {1, 2, 4, 8, 8} channels, each ending in 2x2 max-pooling. Names are that code's: features.N counts convolutions,
/// BatchNorms, ReLUs and poolings; classifier is linear.
/// Taps in forward order: "features.N" of the ReLUs, "pooled". Blocks 1 to 4 are the last ReLUs of the stages; the
/// fifth stage's features are those that are pooled.
class VggImpl final : public ImageNetwork {
 public:
  VggImpl(const VggKind& kind, const NetworkSize& size)
      : ImageNetwork(kind.name, size, last_relus(kind)),
        features_(register_module("features", torch::nn::Sequential())) {
    std::int64_t channels = kColours;
    for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
      for (std::int64_t i = 0; i < kind.convolutions[stage]; ++i) {
        const auto out_channels = size.width * kFactors[stage];
        stages_[stage].emplace_back(channels, out_channels);
        const auto& layer = stages_[stage].back();
        features_->push_back(layer.convolution);
        features_->push_back(layer.norm);
        features_->push_back(layer.relu);
        channels = out_channels;
      }
      features_->push_back(pooling_);
    }
    pooled_ = register_module("pooled", ActivationTap());
    classifier_ = register_module("classifier", torch::nn::Linear(channels, size.classes));
    initialise_convolutions(*this);
  }

  static constexpr std::array<std::int64_t, 5> kFactors{1, 2, 4, 8, 8};

 protected:
  /// H and W must be at least 32.
  torch::Tensor classify(const torch::Tensor& inputs) override {
    auto features = inputs;
    for (auto& stage : stages_) {
      for (auto& layer : stage) {
        features = layer.relu(convolve_normalise(*layer.convolution, *layer.norm, features));
      }
      features = pooling_(features);
    }
    return classifier_(pooled_(mean_over_positions(features)));
  }

 private:
  struct Layer {
    Layer(std::int64_t in_channels, std::int64_t out_channels)
        : convolution(torch::nn::Conv2dOptions(in_channels, out_channels, 3).padding(1)), norm(out_channels) {}
    torch::nn::Conv2d convolution;
    torch::nn::BatchNorm2d norm;
    ActivationTap relu;
  };

  static std::vector<std::string> last_relus(const VggKind& kind) {
    std::vector<std::string> taps;
    for (std::size_t stage = 0; stage < 4; ++stage) {
      taps.push_back(fmt::format("features.{}", kind.last_convolution(stage) + 2));
    }
    return taps;
  }

  torch::nn::Sequential features_;
  std::array<std::vector<Layer>, 5> stages_;
  torch::nn::MaxPool2d pooling_{2};
  ActivationTap pooled_;
  torch::nn::Linear classifier_{nullptr};
};

/// How the catalogue has one.
inline NetworkSpec vgg_network(const std::string& name, const VggKind& kind) {
  const auto size_of = [kind](const NamedTensors& state) {
    const NetworkSize size{.width = first_dimension(state, "features.0.weight"),
                           .classes = first_dimension(state, "classifier.weight")};
    std::vector<NetworkMark> marks{{"features.0.weight", {size.width, 3, 3, 3}},
                                   {"features.1.weight", {size.width}},
                                   {"classifier.weight", {size.classes, 8 * size.width}}};
    for (std::size_t stage = 1; stage < 5; ++stage) {
      const auto last = kind.last_convolution(stage);
      const auto channels = size.width * VggImpl::kFactors[stage];
      const auto before = kind.convolutions[stage] > 1 ? channels : size.width * VggImpl::kFactors[stage - 1];
      marks.push_back({fmt::format("features.{}.weight", last), {channels, before, 3, 3}});
    }
    return size_if(state, size, marks);
  };
  return {.name = name,
          .kind = kind.name,
          .description = fmt::format("no shortcuts, five stages of {} convolutions with max-pooling",
                                     fmt::join(kind.convolutions, ", ")),
          .make = [kind](const NetworkSize& size) { return std::make_shared<VggImpl>(kind, size); },
          .size_of = size_of,
          .first_tensor = "features.0.weight"};
}

}  // namespace largestep
