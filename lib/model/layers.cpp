#include "model/layers.h"

#include <torch/nn/init.h>

namespace largestep {
namespace {

/// With the strides that LibTorch gives a gradient in this order, in dimensions of size 1 as well: contiguous() leaves
/// a 1x1 kernel's as they are, and one tensor whose strides are not its gradient's has an update of all of them
/// together made tensor by tensor on a GPU.
at::Tensor stored_channels_last(const at::Tensor& weight) {
  return at::empty_like(weight, weight.options(), at::MemoryFormat::ChannelsLast).copy_(weight);
}

}  // namespace

torch::nn::Conv2d make_convolution(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel,
                                   std::int64_t stride) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in_channels, out_channels, kernel).stride(stride).padding(kernel / 2).bias(false));
}

at::Tensor mean_over_positions(const at::Tensor& features) {
  const auto positions = features.size(2) * features.size(3);
  return features.sum({2, 3}, /*keepdim=*/false, features.scalar_type()) / positions;
}

void initialise_convolutions(torch::nn::Module& network) {
  const torch::NoGradGuard no_grad;
  for (const auto& module : network.modules(/*include_self=*/false)) {
    auto* convolution = module->as<torch::nn::Conv2d>();
    if (convolution == nullptr) continue;
    torch::nn::init::kaiming_normal_(convolution->weight, 0.0, torch::kFanOut, torch::kReLU);
    convolution->weight.set_data(stored_channels_last(convolution->weight));
  }
}

}  // namespace largestep
