#pragma once

#include <torch/nn/modules/batchnorm.h>

#include "ops/convolution.h"

namespace largestep {

/// y = relu(BatchNorm(convolution(x)) + residual), or without the ReLU, or without the residual. In eval mode, without
/// autograd and where kernels of our own run, all of it happens as the convolution's sums are stored, and the
/// convolution's output is not rounded in between; else it is batch_norm_relu() of convolve().
/// @param x         [N, C, H, W], channels-last fastest. Not modified.
/// @param residual  of the output's shape, or undefined
at::Tensor convolve_normalise(torch::nn::Conv2dImpl& convolution, torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x,
                              const at::Tensor& residual = {}, bool relu = true);

/// The same without residual, where x goes another way as well (convolve_fork).
Fork convolve_normalise_fork(torch::nn::Conv2dImpl& convolution, torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x);

}  // namespace largestep
