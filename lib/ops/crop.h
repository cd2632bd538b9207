#pragma once

#include <cstdint>

namespace largestep {

/// Width of the zero border that random crops are taken from, pixels.
inline constexpr int kCropPadding = 4;

/// Random crop and flip of one image: the window of the image's size at (row, column) of the image padded by
/// kCropPadding zeros on each side, then mirrored left to right if `flip`. The default leaves the image as it is.
struct Crop {
  int row = kCropPadding;     ///< 0 .. 2 * kCropPadding
  int column = kCropPadding;  ///< 0 .. 2 * kCropPadding
  bool flip = false;
};

/// Draws offsets uniformly and the flip with probability 1/2, as a pure function of the arguments: an image is
/// augmented the same in whatever batch it comes.
Crop draw_crop(std::uint64_t seed, std::int64_t epoch, std::int64_t index);

}  // namespace largestep
