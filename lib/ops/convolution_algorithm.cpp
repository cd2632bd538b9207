#include "ops/convolution_algorithm.h"

#include "kernels/own_kernels.h"
#include "kernels/winograd/winograd.h"

namespace largestep {
namespace {

using kernels::ConvolutionKernels;
using kernels::ConvolutionShape;

constexpr std::int64_t kChannelStep = 16;

bool is_channel_count(std::int64_t channels) {
  return channels % kChannelStep == 0 && channels <= kernels::kMostChannels;
}

bool is_direct_shape(const ConvolutionShape& shape) {
  const bool images = shape.in_channels == kernels::kPaddedImageChannels && shape.kernel == 3;
  return (images || is_channel_count(shape.in_channels)) && is_channel_count(shape.out_channels);
}

bool is_winograd_shape(const ConvolutionShape& shape) {
  return shape.kernel == 3 && shape.stride == 1 && is_channel_count(shape.in_channels) &&
         is_channel_count(shape.out_channels);
}

/// The part of 4x4 tiles that lies in the image.
double covered(const ConvolutionShape& shape) {
  constexpr std::int64_t kTile = 4;
  const auto whole = [](std::int64_t length) { return (length + kTile - 1) / kTile * kTile; };
  return static_cast<double>(shape.height * shape.width) /
         static_cast<double>(whole(shape.height) * whole(shape.width));
}

/// How many times as fast as what runs otherwise Winograd's convolutions are at least, on images that tiles cover.
template <typename T>
double measured_gain(const ConvolutionShape& shape);

template <>
double measured_gain<float>(const ConvolutionShape& /*shape*/) {
  return 2.0;
}
template <>
double measured_gain<kernels::BFloat16>(const ConvolutionShape& /*shape*/) {
  return 1.1;
}

}  // namespace

template <typename T>
const ConvolutionKernels<T>* chosen_convolution(const ConvolutionShape& shape) {
  const auto* winograd = is_winograd_shape(shape) ? kernels::winograd_kernels<T>() : nullptr;
  const auto* direct = is_direct_shape(shape) ? kernels::convolution_kernels<T>() : nullptr;
  const bool worth_it =
      convolution_choice() == ConvolutionChoice::kFastest && measured_gain<T>(shape) * covered(shape) > 1;
  return winograd != nullptr && worth_it ? winograd : direct;
}

template const ConvolutionKernels<float>* chosen_convolution(const ConvolutionShape& shape);
template const ConvolutionKernels<kernels::BFloat16>* chosen_convolution(const ConvolutionShape& shape);

}  // namespace largestep
