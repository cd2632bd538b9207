#pragma once

#include "kernels/amx/planes.h"
#include "kernels/convolution/zero_pixel.h"

namespace largestep::kernels {
namespace {

/// The pixels of a plane in the order of positions, from the position of the first image's first pixel on; with zeros
/// for positions that have none.
class PixelLine {
 public:
  /// @param zeros  positions in front of the first pixel
  PixelLine(const PlaneSource& source, const PlaneGrid& grid, Index plane, Index first_image, Index images, Index zeros)
      : source_(source),
        grid_(grid),
        plane_(plane),
        rows_(source.rows(plane)),
        columns_(source.columns(plane)),
        step_(source.stride * source.channels),
        image_(first_image),
        last_image_(first_image + images),
        zeros_(zeros) {
    if (rows_ > 0 && columns_ > 0) {
      begin_row();
    } else {
      zeros_ = kEndless;
    }
  }

  const BFloat16* next() {
    if (zeros_ > 0) {
      --zeros_;
      return kZeroPixel<BFloat16>;
    }
    const auto* pixel = pixel_;
    pixel_ += step_;
    if (--pixels_ == 0) end_row();
    return pixel;
  }

 private:
  static constexpr Index kEndless = Index{1} << 60;

  void begin_row() {
    pixels_ = columns_;
    pixel_ = source_.pixel(plane_, image_, row_, 0);
  }
  void end_row() {
    zeros_ = grid_.row() - columns_;
    if (++row_ == rows_) {
      zeros_ += (grid_.rows + 1 - rows_) * grid_.row();
      row_ = 0;
      ++image_;
    }
    if (image_ < last_image_) {
      begin_row();
    } else {
      zeros_ = kEndless;
    }
  }

  const PlaneSource source_;
  const PlaneGrid grid_;
  Index plane_;
  Index rows_;
  Index columns_;
  Index step_;
  Index image_;
  Index last_image_;
  Index zeros_;  ///< still to come before the next pixel
  Index row_ = 0;
  Index pixels_ = 0;  ///< of the row still to come
  const BFloat16* pixel_ = nullptr;
};

}  // namespace
}  // namespace largestep::kernels
