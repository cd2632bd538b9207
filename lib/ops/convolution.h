#pragma once

#include <torch/nn/modules/conv.h>

#include "ops/own_convolution.h"

namespace largestep {

/// convolution(x), by kernels of our own where they are faster than LibTorch's (docs/PERFORMANCE.md), on a CPU: 3x3
/// with stride 1 from AVX2 on; with AVX-512, for float32, and with its bfloat16 instructions, for bfloat16, also 1x1,
/// stride 2 and 3x3 on images whose gradient nobody asks for. On channels in multiples of 16, with zero padding of
/// kernel / 2; in training mode or without autograd. Elsewhere LibTorch's, which can also be differentiated twice. In
/// bfloat16, sums are float32 and the gradient of the weights is not rounded.
///
/// @param x  [N, C, H, W], channels-last fastest. Not modified.
/// @return [N, out_channels, H / stride, W / stride], channels-last, of x's type or that of autocast
at::Tensor convolve(torch::nn::Conv2dImpl& convolution, const at::Tensor& x);

/// A convolution's output, and its input for the other uses there are.
struct Fork {
  at::Tensor output;
  at::Tensor input;
};

/// Convolves where x goes two ways, as it does in front of a residual connection. What else is made of x is to be made
/// of the fork's input: the gradients of both ways are then added as the convolution's is stored, not in another pass.
Fork convolve_fork(torch::nn::Conv2dImpl& convolution, const at::Tensor& x);

/// Whether kernels of our own convolve x.
bool has_own_kernels(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x);

/// Convolves by kernels of our own, which must exist, without autograd.
at::Tensor convolve_with_epilogue(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x,
                                  const OutputEpilogue& epilogue);

}  // namespace largestep
