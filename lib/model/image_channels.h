#pragma once

#include <ATen/core/Tensor.h>

namespace largestep {

/// Images of three channels, and weights for them, with a fourth of zeros, which the kernels take.
inline constexpr std::int64_t kColours = 3;

/// Not differentiable.
/// @param images  [N, 3, H, W] float32 on the CPU, channels-last
/// @param type    float32 or bfloat16
/// @return [N, 4, H, W] of that type, channels-last
at::Tensor four_channel_images(const at::Tensor& images, at::ScalarType type);

/// Differentiable.
/// @param weight  [out_channels, 3, kernel, kernel], channels-last
/// @return [out_channels, 4, kernel, kernel], channels-last
at::Tensor four_channel_weights(const at::Tensor& weight);

}  // namespace largestep
