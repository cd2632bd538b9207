#pragma once

#include <fmt/ranges.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include <array>

#include "model/activation_tap.h"
#include "model/image_network.h"
#include "model/layers.h"
#include "model/network_catalog.h"
#include "model/normalised_convolution.h"
#include "ops/batch_norm_relu.h"

namespace largestep {

/// The residual block with activation before the convolutions (He et al., ECCV 2016, arXiv:1603.05027):
///   a = relu1(bn1(x)), y = conv2(relu2(bn2(conv1(a)))) + shortcut,
/// where the shortcut is x, or a 1x1 convolution of a where the shape changes.
class PreactivationBlockImpl : public torch::nn::Module {
 public:
  /// @param stride  of the first convolution: [N, in, H, W] -> [N, out, H/stride, W/stride]
  PreactivationBlockImpl(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride)
      : bn1_(register_module("bn1", torch::nn::BatchNorm2d(in_channels))),
        relu1_(register_module("relu1", ActivationTap())),
        conv1_(register_module("conv1", make_convolution(in_channels, out_channels, 3, stride))),
        bn2_(register_module("bn2", torch::nn::BatchNorm2d(out_channels))),
        relu2_(register_module("relu2", ActivationTap())),
        conv2_(register_module("conv2", make_convolution(out_channels, out_channels, 3, 1))) {
    if (stride == 1 && in_channels == out_channels) return;
    projection_ = make_convolution(in_channels, out_channels, 1, stride);
    register_module("shortcut", torch::nn::Sequential(projection_));
  }

  torch::Tensor forward(const torch::Tensor& input) {
    const auto activations = relu1_(batch_norm_relu(*bn1_, input));
    const auto fork = convolve_normalise_fork(*conv1_, *bn2_, activations);
    const auto residual = convolve(*conv2_, relu2_(fork.output));
    return residual + (projection_ ? convolve(*projection_, fork.input) : input);
  }

 private:
  torch::nn::BatchNorm2d bn1_;
  ActivationTap relu1_;
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn2_;
  ActivationTap relu2_;
  torch::nn::Conv2d conv2_;
  torch::nn::Conv2d projection_{nullptr};  ///< "shortcut.0"; null where the shortcut is the identity
};
TORCH_MODULE(PreactivationBlock);

/// What tells them apart besides their size.
struct PreactivationKind {
  std::string name;                    ///< "pre-activation ResNet-18"
  std::array<std::int64_t, 4> blocks;  ///< of each stage, at least one
};

/// The pre-activation residual network of the paper's code: 3x3 stem, four stages of width x {1, 2, 4, 8} channels,
/// BatchNorm and ReLU, average pooling, linear, with that code's names (conv1, layer1.0.bn1, ..., bn, linear).
/// Taps in forward order: "layerS.B.relu1", "layerS.B.relu2", "relu", "pooled". What leaves a stage is a sum that has
/// not been rectified: its block is the ReLU through which it goes next, that of the last stage "relu".
class PreactivationResNetImpl final : public ImageNetwork {
 public:
  PreactivationResNetImpl(const PreactivationKind& kind, const NetworkSize& size)
      : ImageNetwork(kind.name, size, {"layer2.0.relu1", "layer3.0.relu1", "layer4.0.relu1", "relu"}),
        conv1_(register_module("conv1", make_convolution(kColours, size.width, 3, 1))) {
    auto channels = size.width;
    for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
      for (std::int64_t block = 0; block < kind.blocks[stage]; ++block) {
        const auto out_channels = size.width << stage;
        stages_[stage]->push_back(PreactivationBlock(channels, out_channels, stage > 0 && block == 0 ? 2 : 1));
        channels = out_channels;
      }
      register_module(fmt::format("layer{}", stage + 1), stages_[stage]);
    }
    bn_ = register_module("bn", torch::nn::BatchNorm2d(channels));
    relu_ = register_module("relu", ActivationTap());
    pooled_ = register_module("pooled", ActivationTap());
    linear_ = register_module("linear", torch::nn::Linear(channels, size.classes));
    initialise_convolutions(*this);
  }

 protected:
  torch::Tensor classify(const torch::Tensor& inputs) override {
    auto features = convolve(*conv1_, inputs);
    for (auto& stage : stages_) features = stage->forward(features);
    return linear_(pooled_(mean_over_positions(relu_(batch_norm_relu(*bn_, features)))));
  }

 private:
  torch::nn::Conv2d conv1_;
  std::array<torch::nn::Sequential, 4> stages_;
  torch::nn::BatchNorm2d bn_{nullptr};
  ActivationTap relu_;
  ActivationTap pooled_;
  torch::nn::Linear linear_{nullptr};
};

/// How the catalogue has one.
inline NetworkSpec preactivation_resnet(const std::string& name, const PreactivationKind& kind) {
  const auto size_of = [kind](const NamedTensors& state) {
    const NetworkSize size{.width = first_dimension(state, "conv1.weight"),
                           .classes = first_dimension(state, "linear.weight")};
    const auto widest = 8 * size.width;
    const auto last = fmt::format("layer4.{}.conv2.weight", kind.blocks[3] - 1);
    return size_if(state, size,
                   {{"conv1.weight", {size.width, 3, 3, 3}},
                    {last, {widest, widest, 3, 3}},
                    {fmt::format("layer4.{}.conv2.weight", kind.blocks[3]), {}},
                    {"bn.weight", {widest}},
                    {"linear.weight", {size.classes, widest}}});
  };
  return {.name = name,
          .kind = kind.name,
          .description = fmt::format("BatchNorm and ReLU in front of the convolutions, four stages of {} blocks",
                                     fmt::join(kind.blocks, ", ")),
          .make = [kind](const NetworkSize& size) { return std::make_shared<PreactivationResNetImpl>(kind, size); },
          .size_of = size_of,
          .first_tensor = "conv1.weight"};
}

}  // namespace largestep
