#pragma once

#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>

#include <array>

#include "model/image_network.h"
#include "model/network_catalog.h"
#include "model/networks/residual_block.h"

namespace largestep {

/// What tells residual networks apart besides their size.
struct ResNetKind {
  std::string name = "ResNet-18";
  std::array<std::int64_t, 4> blocks{2, 2, 2, 2};  ///< of each stage, at least one
  /// A 7x7 convolution with stride 2 and 3x3 max-pooling with stride 2, as for images of 224x224; else 3x3 alone.
  bool has_large_stem = false;
};

/// A residual network of basic blocks: stem, four stages of width x {1, 2, 4, 8} channels, average pooling, linear.
/// ResNet-18 has 11,173,962 parameters at width 64. Names of parameters and buffers are those of the public PyTorch one
/// for CIFAR-10 (conv1, bn1, layer1.0.conv1, ..., layer4.1.bn2, layer2.0.shortcut.0, linear).
///
/// Convolutions are initialised Kaiming-normal (fan-out), BatchNorm to weight 1 and bias 0, the linear layer as PyTorch
/// does; from LibTorch's default generator: call torch::manual_seed first. Weights are channels-last.
/// Taps in forward order: "stem", "layerS.B.relu1", "layerS.B.relu2" for S = 1..4, B = 0, 1, ..., and "pooled".
/// Blocks 1 to 4 are the last ReLUs of the stages: with the pooled vector the five places that the paper follows.
class ResNetImpl : public ImageNetwork {
 public:
  explicit ResNetImpl(const ResNetKind& kind, const NetworkSize& size = {});

 protected:
  /// H and W must be at least 8.
  torch::Tensor classify(const torch::Tensor& inputs) override;

 private:
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_;
  ActivationTap stem_;
  torch::nn::MaxPool2d maxpool_{nullptr};  ///< null without a large stem
  std::array<torch::nn::Sequential, 4> stages_;
  ActivationTap pooled_;
  torch::nn::Linear linear_{nullptr};
};
TORCH_MODULE(ResNet);

/// How the catalogue has one.
NetworkSpec residual_network(const std::string& name, const ResNetKind& kind);

}  // namespace largestep
