#pragma once

#include "kernels/convolution/convolution.h"

namespace largestep::kernels {
namespace {

/// A pixel outside the image.
template <typename Element>
alignas(64) constexpr Element kZeroPixel[kMostChannels] = {};

}  // namespace
}  // namespace largestep::kernels
