#pragma once

#include <torch/nn/modules/conv.h>

namespace largestep {

/// A 3x3 (padding 1) or 1x1 (padding 0) convolution without bias, or 7x7 (padding 3).
torch::nn::Conv2d make_convolution(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel,
                                   std::int64_t stride);

/// The mean over the positions, with a gradient that is divided before it is spread over them.
/// @param features  [N, C, H, W].  @return [N, C]
at::Tensor mean_over_positions(const at::Tensor& features);

/// Draws the weights of all convolutions Kaiming-normal (fan-out) from LibTorch's default generator, and stores them
/// channels-last.
void initialise_convolutions(torch::nn::Module& network);

}  // namespace largestep
