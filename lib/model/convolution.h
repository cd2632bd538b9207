#pragma once

#include <torch/nn/modules/conv.h>

namespace largestep {

/// convolution(x), by kernels of our own where they are faster than LibTorch's (docs/PERFORMANCE.md): on a CPU with
/// AVX-512, for float32, and with its bfloat16 instructions, for bfloat16 input; 1x1 and 3x3, padding kernel / 2,
/// channels in multiples of 16, no bias; in training mode or without autograd. Elsewhere LibTorch's, which can also be
/// differentiated twice. In bfloat16, products are exact, sums float32, the gradient of the weights is not rounded.
///
/// @param x  [N, C, H, W], channels-last fastest. Not modified.
/// @return [N, out_channels, H / stride, W / stride], channels-last, of x's type
at::Tensor convolve(torch::nn::Conv2dImpl& convolution, const at::Tensor& x);

}  // namespace largestep
