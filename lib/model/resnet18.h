#pragma once

#include <torch/nn/modules/linear.h>

#include <array>

#include "model/residual_block.h"

namespace largestep {

inline constexpr std::int64_t kWidestResNet18 = 1024;

struct ResNet18Options {
  std::int64_t width = 64;    ///< channels of the first stage, [1, 1024]; the stages have width x {1, 2, 4, 8}
  std::int64_t classes = 10;  ///< number of outputs, [2, 100000]
  /// @throws Error{kInvalidArgument} naming field, value and range.
  void validate() const;
};

/// ResNet-18 for 32x32 images: 3x3 stem without pooling, four stages of two residual blocks, average pooling, linear.
/// 11,173,962 parameters at width 64. Names of parameters and buffers are those of the public PyTorch one
/// (conv1, bn1, layer1.0.conv1, ..., layer4.1.bn2, layer2.0.shortcut.0, linear).
///
/// Convolutions are initialised Kaiming-normal (fan-out), BatchNorm to weight 1 and bias 0, the linear layer as PyTorch
/// does; from LibTorch's default generator: call torch::manual_seed first. Weights are channels-last.
/// Taps in forward order: "stem", "layerS.B.relu1", "layerS.B.relu2" for S = 1..4, B = 0, 1, and "pooled".
class ResNet18Impl : public torch::nn::Module {
 public:
  explicit ResNet18Impl(const ResNet18Options& options = {});

  /// @param images  [N, 3, H, W], values in [0, 1], H and W at least 8
  /// @return logits [N, classes]
  torch::Tensor forward(const torch::Tensor& images);

  const ResNet18Options& options() const { return options_; }

 private:
  torch::nn::Sequential make_stage(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride) const;

  ResNet18Options options_;
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_;
  ActivationTap stem_;
  std::array<torch::nn::Sequential, 4> stages_;
  ActivationTap pooled_;
  torch::nn::Linear linear_;
};
TORCH_MODULE(ResNet18);

/// The five taps whose features the paper follows: last ReLU of each stage, and the pooled vector.
inline constexpr std::array<const char*, 5> kBlockTaps{"layer1.1.relu2", "layer2.1.relu2", "layer3.1.relu2",
                                                       "layer4.1.relu2", "pooled"};

/// Number of trainable scalars.
std::int64_t count_parameters(const torch::nn::Module& network);

}  // namespace largestep
