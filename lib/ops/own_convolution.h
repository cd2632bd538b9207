#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/variable.h>

#include <span>

#include "kernels/convolution/convolution.h"

namespace largestep {

/// What kernels of our own convolve: tensors on the CPU.
struct ConvolutionOperands {
  at::Tensor x;       ///< [N, in_channels, H, W] float32 or bfloat16, channels-last, channels as the kernels take them
  at::Tensor weight;  ///< float32 [out_channels, in_channels, kernel, kernel], likewise
  std::int64_t stride;
};

/// Whether there are kernels for a shape and a type of x (convolution_algorithm.h). Those below need them.
bool has_own_convolution(at::ScalarType type, const kernels::ConvolutionShape& shape);

/// The convolution under autograd, once differentiable, in bfloat16 with the gradient of the weights not rounded.
/// @param with_input  returns x as a second tensor: what else is made of x sends its gradient through it, where the
///                    convolution's is added as it is stored
torch::autograd::variable_list own_convolution(const ConvolutionOperands& operands, bool with_input);

/// What is done to a convolution's sums before they are rounded and stored:
///   y = sum scale[c] + offset[c] (+ added), then max(0, .) if relu
struct OutputEpilogue {
  std::span<const float> scale;   ///< [out_channels]
  std::span<const float> offset;  ///< [out_channels]
  at::Tensor added;               ///< of the output's shape and type, or undefined
  bool relu;
};

/// The convolution with its epilogue, without autograd.
at::Tensor own_convolution(const ConvolutionOperands& operands, const OutputEpilogue& epilogue);

}  // namespace largestep
