#pragma once

#include <torch/nn/modules/linear.h>

#include <array>

#include "model/network_catalog.h"
#include "model/residual_block.h"

namespace largestep {

inline constexpr std::int64_t kWidestResNet18 = 1024;
inline constexpr std::int64_t kMostResNet18Classes = 100'000;

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
class ResNet18Impl final : public TappedNetwork {
 public:
  explicit ResNet18Impl(const ResNet18Options& options = {});

  std::int64_t classes() const override { return options_.classes; }
  ImageShape input_shape() const override { return {.channels = 3, .height = 32, .width = 32}; }
  std::int64_t width() const override { return options_.width; }
  std::string kind() const override { return "ResNet-18"; }
  /// The five places that the paper follows: block1 to 4 are the last ReLUs of the stages, block5 the pooled vector.
  std::vector<NetworkBlock> blocks() const override;
  torch::Tensor first_filters() const override { return conv1_->weight; }

  const ResNet18Options& options() const { return options_; }

 protected:
  /// H and W must be at least 8.
  torch::Tensor classify(const torch::Tensor& inputs) override;

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

// The two functions of its NetworkSpec.
std::shared_ptr<TappedNetwork> make_resnet18(const NetworkSize& size);
std::optional<NetworkSize> resnet18_size(const std::vector<std::pair<std::string, at::Tensor>>& state);

}  // namespace largestep
