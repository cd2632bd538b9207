#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/variable.h>

#include <span>

namespace largestep {

/// What the kernels of kernels/convolution/convolution.h convolve: tensors on the CPU.
struct ConvolutionOperands {
  at::Tensor x;       ///< [N, in_channels, H, W] float32 or bfloat16, channels-last, channels as the kernels take them
  at::Tensor weight;  ///< float32 [out_channels, in_channels, kernel, kernel], likewise
  std::int64_t stride;
};

/// Whether the processor has kernels for tensors of this type, with so many channels on either side: a multiple of 16.
bool has_direct_convolution(at::ScalarType type, std::int64_t channels);

/// The convolution under autograd, once differentiable, in bfloat16 with the gradient of the weights not rounded.
/// @param with_input  returns x as a second tensor: what else is made of x sends its gradient through it, where the
///                    convolution's is added as it is stored
torch::autograd::variable_list direct_convolution(const ConvolutionOperands& operands, bool with_input);

/// What is done to a convolution's sums before they are rounded and stored:
///   y = sum scale[c] + offset[c] (+ added), then max(0, .) if relu
struct OutputEpilogue {
  std::span<const float> scale;   ///< [out_channels]
  std::span<const float> offset;  ///< [out_channels]
  at::Tensor added;               ///< of the output's shape and type, or undefined
  bool relu;
};

/// The convolution with its epilogue, without autograd.
at::Tensor direct_convolution(const ConvolutionOperands& operands, const OutputEpilogue& epilogue);

}  // namespace largestep
