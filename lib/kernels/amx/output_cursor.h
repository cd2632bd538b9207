#pragma once

#include "kernels/amx/planes.h"
#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"
#include "kernels/vector.h"

namespace largestep::kernels {
namespace {

/// Which pixels of the output positions are: every `step`th row and column from the first ones on.
struct OutputPixels {
  Index height;
  Index width;
  Index channels;
  Index step;
  Index first_row;
  Index first_column;

  Index rows() const { return (height - first_row + step - 1) / step; }
  Index columns() const { return (width - first_column + step - 1) / step; }
};

/// Goes through the positions in their order and stores the sums of those that are a pixel of the output.
class OutputCursor {
  using Run = ConvolutionPass<BFloat16>::Run;

 public:
  /// @param channel  the first of those that there are sums of
  OutputCursor(const Run& of, const OutputPixels& pixels, Index first_image, Index images, Index channel)
      : of_(of),
        grid_(PlaneGrid::of(of.shape)),
        channel_(channel),
        rows_(pixels.rows()),
        columns_(pixels.columns()),
        next_pixel_(pixels.step * pixels.channels),
        next_row_(next_pixel_ * pixels.width),
        next_image_(pixels.height * pixels.width * pixels.channels) {
    const Index first_pixel = pixels.first_row * pixels.width + pixels.first_column;
    image_ = first_image * next_image_ + first_pixel * pixels.channels + channel;
    last_image_ = image_ + images * next_image_;
  }

  template <int kPositions, int kChannels>
  void store_sums(const float (&sums)[kPositions][kChannels]) {
    for (Index position = 0; position < kPositions;) {
      const Index in_row = smaller(grid_.row() - column_, kPositions - position);
      if (row_ < rows_ && image_ < last_image_) {
        const Index pixels = smaller(columns_ - column_, in_row);
        store_row(&sums[position], pixels, image_ + row_ * next_row_ + column_ * next_pixel_);
      }
      position += in_row;
      advance(in_row);
    }
  }

 private:
  /// Within a row and to its end at most.
  void advance(Index positions) {
    column_ += positions;
    if (column_ < grid_.row()) return;
    column_ = 0;
    if (++row_ <= grid_.rows) return;
    row_ = 0;
    image_ += next_image_;
  }

  template <int kChannels>
  void store_row(const float (*sums)[kChannels], Index pixels, Index entry) const {
    const bool finish = of_.epilogue.is_needed();
    for (Index i = 0; i < pixels; ++i, entry += next_pixel_) {
#pragma GCC unroll 2
      for (int c = 0; c < kChannels; c += kLanes) {
        const Vector sum = load(&sums[i][c]);
        store(finish ? finished(sum, entry + c, channel_ + c) : sum, of_.out + entry + c);
      }
    }
  }

  Vector finished(Vector sum, Index entry, Index channel) const {
    const auto& epilogue = of_.epilogue;
    if (epilogue.scale != nullptr) sum = sum * load(epilogue.scale + channel) + load(epilogue.offset + channel);
    if (epilogue.added != nullptr) sum += load(epilogue.added + entry);
    return epilogue.relu ? relu(sum) : sum;
  }

  const Run& of_;
  const PlaneGrid grid_;
  Index channel_;
  Index rows_;        ///< that the output has
  Index columns_;     ///< likewise
  Index next_pixel_;  ///< entries from a position to its next
  Index next_row_;
  Index next_image_;
  Index image_;  ///< the entry of its first position
  Index last_image_;
  Index row_ = 0;
  Index column_ = 0;
};

}  // namespace
}  // namespace largestep::kernels
