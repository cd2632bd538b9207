#pragma once

#include <torch/nn/modules/batchnorm.h>

namespace largestep {

/// What follows a convolution in a residual network, in as few passes over memory as it takes:
///   y = relu(BatchNorm(x) + residual), or without the ReLU, or without the residual.
///
/// Follows norm's mode like norm->forward: statistics of the batch, taken into the running ones, when training; the
/// running ones otherwise. On the CPU, for float32 and bfloat16, kernels of our own run where LibTorch's operations
/// would read and write the activations about twice as often (docs/PERFORMANCE.md): two passes forward, two backward,
/// statistics summed in float32 by blocks and in float64 over them, the same whatever the number of threads. Elsewhere,
/// and in eval mode under autograd (which may differentiate twice), LibTorch's operations.
///
/// @param x         [N, C, H, W], channels-last fastest.  Not modified.
/// @param residual  of x's shape and type, or undefined
/// @return [N, C, H, W], channels-last
at::Tensor batch_norm_relu(torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x, const at::Tensor& residual = {},
                           bool relu = true);

}  // namespace largestep
