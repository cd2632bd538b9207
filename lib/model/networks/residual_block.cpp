#include "model/networks/residual_block.h"

#include "model/normalised_convolution.h"

namespace largestep {

ResidualBlockImpl::ResidualBlockImpl(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride)
    : conv1_(register_module("conv1", make_convolution(in_channels, out_channels, 3, stride))),
      bn1_(register_module("bn1", torch::nn::BatchNorm2d(out_channels))),
      relu1_(register_module("relu1", ActivationTap())),
      conv2_(register_module("conv2", make_convolution(out_channels, out_channels, 3, 1))),
      bn2_(register_module("bn2", torch::nn::BatchNorm2d(out_channels))),
      shortcut_(register_module("shortcut", torch::nn::Sequential())),
      relu2_(register_module("relu2", ActivationTap())) {
  if (stride != 1 || in_channels != out_channels) {
    projection_ = make_convolution(in_channels, out_channels, 1, stride);
    projection_bn_ = torch::nn::BatchNorm2d(out_channels);
    shortcut_->push_back(projection_);
    shortcut_->push_back(projection_bn_);
  }
}

torch::Tensor ResidualBlockImpl::forward(const torch::Tensor& input) {
  const auto fork = convolve_normalise_fork(*conv1_, *bn1_, input);
  const auto features = relu1_(fork.output);
  return relu2_(convolve_normalise(*conv2_, *bn2_, features, shortcut(fork.input)));
}

torch::Tensor ResidualBlockImpl::shortcut(const torch::Tensor& input) {
  if (!projection_) return input;
  return convolve_normalise(*projection_, *projection_bn_, input, {}, /*relu=*/false);
}

}  // namespace largestep
