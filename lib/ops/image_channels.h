#pragma once

#include <ATen/core/Tensor.h>

namespace largestep {

/// Channels of images. The kernels take four, so images and the weights for them get one of zeros.
inline constexpr std::int64_t kColours = 3;

/// Not differentiable.
/// @param images  [N, 3, H, W] on the CPU
/// @param type    float32 or bfloat16
/// @return [N, 4, H, W] of that type, channels-last
at::Tensor four_channel_images(const at::Tensor& images, at::ScalarType type);

/// Differentiable.
/// @param weight  [out_channels, 3, kernel, kernel], channels-last
/// @return [out_channels, 4, kernel, kernel], channels-last
at::Tensor four_channel_weights(const at::Tensor& weight);

}  // namespace largestep
