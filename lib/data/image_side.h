#pragma once

namespace largestep {

// Pixels of a side of the images, which are square.

/// Of the data sets most networks here are made for, and of one that has pictures of all sizes, unless it is said.
inline constexpr int kUsualImageSide = 32;
inline constexpr int kSmallestImageSide = 8;
inline constexpr int kLargestImageSide = 512;

}  // namespace largestep
