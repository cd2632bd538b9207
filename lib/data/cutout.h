#pragma once

#include <cstdint>

namespace largestep {

/// Rows and columns of an image that are blackened, from first to before last; the default is none.
struct Cut {
  int first_row = 0;
  int last_row = 0;
  int first_column = 0;
  int last_column = 0;
};

/// A square whose centre is any pixel of an image with the same probability; what lies outside the image is left
/// out. A pure function of the arguments, and independent of the image's crop.
/// Source: DeVries and Taylor, Improved Regularization of CNNs with Cutout, 2017, arXiv:1708.04552.
/// @param side        of the square, pixels, 0 to image_side; 0: none
/// @param image_side  pixels
Cut draw_cut(int side, int image_side, std::uint64_t seed, std::int64_t epoch, std::int64_t index);

}  // namespace largestep
