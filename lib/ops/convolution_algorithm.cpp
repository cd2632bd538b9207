#include "ops/convolution_algorithm.h"

#include <algorithm>
#include <array>

#include "kernels/amx/amx_convolution.h"
#include "kernels/own_kernels.h"
#include "kernels/winograd/winograd.h"

namespace largestep {
namespace {

using kernels::BFloat16;
using kernels::ConvolutionKernels;
using kernels::ConvolutionShape;

bool is_channel_count(std::int64_t channels) {
  return channels % kernels::kChannelStep == 0 && channels <= kernels::kMostChannels;
}

/// With AVX2, LibTorch's convolution of images was measured to be faster: ours multiplies their fourth channel, too.
bool takes_padded_images(const ConvolutionShape& shape) {
  return shape.in_channels == kernels::kPaddedImageChannels && shape.kernel == 3 &&
         kernels::instruction_set() != kernels::InstructionSet::kAvx2;
}

bool is_direct_shape(const ConvolutionShape& shape) {
  return (takes_padded_images(shape) || is_channel_count(shape.in_channels)) && is_channel_count(shape.out_channels);
}

bool is_winograd_shape(const ConvolutionShape& shape) {
  return shape.kernel == 3 && shape.stride == 1 && is_channel_count(shape.in_channels) &&
         is_channel_count(shape.out_channels);
}

/// How many times as fast Winograd's convolutions are as others.
struct MeasuredGain {
  std::int64_t channels;            ///< so many and more, of the side that has fewer
  double over_direct_float;         ///< with AVX-512
  double over_direct_narrow_float;  ///< with vectors that are not as wide
  double over_direct_bfloat16;
  double over_libtorchs;
};

/// The least gain of the three directions on the sides that ResNet-18 gives so many channels (32 to 4, which 4x4 tiles
/// cover), the filters' transforms included. Over direct ones: one core of Zen 4; over LibTorch's: 1.13, two cores,
/// AVX2. docs/PERFORMANCE.md has the measurements, bench/kernels_benchmark.cpp makes them.
constexpr std::array kMeasuredGains{MeasuredGain{16, 2.1, 1.7, 1.09, 1.4},  MeasuredGain{32, 2.6, 2.2, 1.33, 1.6},
                                    MeasuredGain{64, 2.6, 2.2, 1.35, 1.8},  MeasuredGain{128, 2.5, 2.1, 1.23, 3.0},
                                    MeasuredGain{256, 2.9, 2.0, 1.42, 3.0}, MeasuredGain{512, 2.1, 1.5, 1.03, 2.7}};

/// AMX's, which no other kernels of bfloat16 come near where it is; but for images, whose few channels would leave most
/// of its matrices empty.
template <typename T>
const ConvolutionKernels<T>* direct_convolution(const ConvolutionShape& shape) {
  if (!is_direct_shape(shape)) return nullptr;
  if constexpr (std::is_same_v<T, BFloat16>) {
    const auto* amx = kernels::amx_convolution_kernels();
    if (amx != nullptr && is_channel_count(shape.in_channels)) return amx;
  }
  return kernels::convolution_kernels<T>();
}

template <typename T>
double gain(const ConvolutionShape& shape, const ConvolutionKernels<T>* direct) {
  const auto channels = std::min(shape.in_channels, shape.out_channels);
  const auto next =
      std::upper_bound(kMeasuredGains.begin() + 1, kMeasuredGains.end(), channels,
                       [](std::int64_t wanted, const MeasuredGain& measured) { return wanted < measured.channels; });
  const auto& measured = *(next - 1);
  if (direct == nullptr) return measured.over_libtorchs;
  if constexpr (std::is_same_v<T, BFloat16>) {
    return direct == kernels::amx_convolution_kernels() ? 0.0 : measured.over_direct_bfloat16;
  }
  const bool wide = kernels::instruction_set() >= kernels::InstructionSet::kAvx512;
  return wide ? measured.over_direct_float : measured.over_direct_narrow_float;
}

/// The part of the 4x4 tiles that lies in the image; the rest of the products is wasted.
double covered(const ConvolutionShape& shape) {
  constexpr std::int64_t kTile = 4;
  const auto in_tiles = [](std::int64_t length) { return (length + kTile - 1) / kTile * kTile; };
  return static_cast<double>(shape.height * shape.width) /
         static_cast<double>(in_tiles(shape.height) * in_tiles(shape.width));
}

}  // namespace

template <typename T>
const ConvolutionKernels<T>* chosen_convolution(const ConvolutionShape& shape) {
  const auto* direct = direct_convolution<T>(shape);
  if (convolution_choice() == ConvolutionChoice::kDirect || !is_winograd_shape(shape)) return direct;
  const auto* winograd = kernels::winograd_kernels<T>();
  return winograd != nullptr && gain(shape, direct) * covered(shape) > 1 ? winograd : direct;
}

template const ConvolutionKernels<float>* chosen_convolution(const ConvolutionShape& shape);
template const ConvolutionKernels<BFloat16>* chosen_convolution(const ConvolutionShape& shape);

}  // namespace largestep
