#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>

#include "model/activation_tap.h"
#include "model/layers.h"

namespace largestep {

/// The basic residual block of ResNet-18 and -34, activation after the addition (He et al., CVPR 2016,
/// arXiv:1512.03385):
///   y = relu2(bn2(conv2(relu1(bn1(conv1(x))))) + shortcut(x)),
/// 3x3 convolutions without bias; shortcut is the identity, or a 1x1 convolution with BatchNorm where the shape
/// changes. Taps "relu1" and "relu2" follow the two ReLUs.
class ResidualBlockImpl : public torch::nn::Module {
 public:
  /// @param stride  of the first convolution: [N, in, H, W] -> [N, out, H/stride, W/stride]
  ResidualBlockImpl(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride);
  torch::Tensor forward(const torch::Tensor& input);

 private:
  torch::Tensor shortcut(const torch::Tensor& input);

  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_;
  ActivationTap relu1_;
  torch::nn::Conv2d conv2_;
  torch::nn::BatchNorm2d bn2_;
  torch::nn::Sequential shortcut_;         ///< the two below, which it names "shortcut.0" and "shortcut.1"
  torch::nn::Conv2d projection_{nullptr};  ///< null where the shortcut is the identity
  torch::nn::BatchNorm2d projection_bn_{nullptr};
  ActivationTap relu2_;
};
TORCH_MODULE(ResidualBlock);

}  // namespace largestep
