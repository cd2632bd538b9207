#pragma once

#include "kernels/convolution.h"
#include "kernels/convolution_cells.h"

namespace largestep::kernels {

/// The gradient of the weights: for each tap the product [out_channels, pixels] x [pixels, in_channels], a tile of
/// kOutputs x 16 kVectors sums at a time. Cells run along the rows of pixels, so both factors are first put in order,
/// a few images at a time: the input once for each horizontal tap, shifted.
template <typename Cells, int kVectors, int kOutputs>
class WeightGradient {
  using Element = typename Cells::Element;
  static constexpr Index kInputs = kVectors * kLanes;

 public:
  static Index workspace_size(const ConvolutionShape& shape) {
    const WeightGradient plan(shape);
    return plan.images_ * (plan.input_image_ * plan.input_blocks() + plan.gradient_image_ * plan.gradient_blocks());
  }

  static void add(const ConvolutionShape& shape, const Element* x, const Element* dy, Index first, Index last,
                  Cell* workspace, float* gradient) {
    const WeightGradient plan(shape);
    Cell* inputs = workspace;
    Cell* gradients = workspace + plan.images_ * plan.input_image_ * plan.input_blocks();
    for (; first < last; first += plan.images_) {
      const Index images = last - first < plan.images_ ? last - first : plan.images_;
      for (Index n = 0; n < images; ++n) {
        plan.order_input(x + (first + n) * shape.height * shape.width * shape.in_channels, n, inputs);
        plan.order_gradient(dy + (first + n) * shape.out_height() * shape.out_width() * shape.out_channels, n,
                            gradients);
      }
      for (Index kh = 0; kh < shape.kernel; ++kh) {
        for (Index kw = 0; kw < shape.kernel; ++kw) plan.add_tap(inputs, gradients, images, kh, kw, gradient);
      }
    }
  }

 private:
  explicit WeightGradient(const ConvolutionShape& shape)
      : shape_(shape),
        row_cells_((shape.out_width() + Cells::kPerCell - 1) / Cells::kPerCell),
        input_image_(shape.kernel * shape.height * row_cells_ * kInputs),
        gradient_image_(shape.out_height() * row_cells_ * kOutputs) {
    constexpr Index kLongEnough = 256;  // cells summed before a tile is added to the gradient in memory
    const Index cells = shape.out_height() * row_cells_;
    images_ = cells < kLongEnough ? kLongEnough / cells : 1;
  }

  Index input_blocks() const { return shape_.in_channels / kInputs; }
  Index gradient_blocks() const { return shape_.out_channels / kOutputs; }

  /// inputs[block of channels][image][horizontal tap][row][cell of an output row][channel]
  void order_input(const Element* x, Index image, Cell* inputs) const {
    for (Index block = 0; block < input_blocks(); ++block) {
      Cell* to = inputs + (block * images_ + image) * input_image_;
      for (Index kw = 0; kw < shape_.kernel; ++kw) {
        for (Index row = 0; row < shape_.height; ++row) {
          const Element* pixels = x + row * shape_.width * shape_.in_channels + block * kInputs;
          const Index shift = kw - shape_.kernel / 2;
          to = order_row<kInputs>(pixels, shape_.in_channels, shape_.width, shape_.stride, shift, to);
        }
      }
    }
  }

  /// gradients[block of channels][image][row][cell][channel]
  void order_gradient(const Element* dy, Index image, Cell* gradients) const {
    for (Index block = 0; block < gradient_blocks(); ++block) {
      Cell* to = gradients + (block * images_ + image) * gradient_image_;
      for (Index row = 0; row < shape_.out_height(); ++row) {
        const Element* pixels = dy + row * shape_.out_width() * shape_.out_channels + block * kOutputs;
        to = order_row<kOutputs>(pixels, shape_.out_channels, shape_.out_width(), 1, 0, to);
      }
    }
  }

  /// The cells of a row of output pixels: pixel `column stride + shift` for each column, zero outside the row.
  template <int kChannels>
  Cell* order_row(const Element* pixels, Index channels, Index width, Index stride, Index shift, Cell* to) const {
    for (Index cell = 0; cell < row_cells_; ++cell, to += kChannels) {
      const Element* neighbours[Cells::kPerCell];
      for (Index i = 0; i < Cells::kPerCell; ++i) {
        const Index out_column = cell * Cells::kPerCell + i;
        const Index column = out_column * stride + shift;
        const bool inside = column >= 0 && column < width && out_column < shape_.out_width();
        neighbours[i] = inside ? pixels + column * channels : zero_elements<Element>();
      }
      Cells::template join<kChannels>(neighbours, to);
    }
    return to;
  }

  /// Stretches of cells that a tap multiplies: `count` an image, each of `length` cells. Rows that the tap would take
  /// from outside the image are left out.
  struct Stretches {
    Index count;
    Index length;
    Index input;     ///< first cell in an image
    Index gradient;  ///< first cell in an image
  };

  Stretches stretches(Index kh, Index kw) const {
    const Index up = kh - shape_.kernel / 2;
    Index first_row = 0;
    while (first_row * shape_.stride + up < 0) ++first_row;
    Index last_row = shape_.out_height();
    while (last_row > first_row && (last_row - 1) * shape_.stride + up >= shape_.height) --last_row;
    const Index rows = last_row - first_row;
    const Index input_row = kw * shape_.height + first_row * shape_.stride + up;
    const bool adjacent = shape_.stride == 1;
    return {adjacent ? 1 : rows, adjacent ? rows * row_cells_ : row_cells_, input_row * row_cells_ * kInputs,
            first_row * row_cells_ * kOutputs};
  }

  void add_tap(const Cell* inputs, const Cell* gradients, Index images, Index kh, Index kw, float* gradient) const {
    const Stretches all = stretches(kh, kw);
    const Index tap = kh * shape_.kernel + kw;
    for (Index in = 0; in < input_blocks(); ++in) {
      for (Index out = 0; out < gradient_blocks(); ++out) {
        tile(all, inputs + in * images_ * input_image_ + all.input,
             gradients + out * images_ * gradient_image_ + all.gradient, images,
             gradient + (out * kOutputs * shape_.taps() + tap) * shape_.in_channels + in * kInputs);
      }
    }
  }

  void tile(const Stretches& all, const Cell* inputs, const Cell* gradients, Index images, float* gradient) const {
    __m512 sums[kOutputs][kVectors];
#pragma GCC unroll 16
    for (int o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) sums[o][v] = _mm512_setzero_ps();
    }
    for (Index n = 0; n < images; ++n) {
      for (Index stretch = 0; stretch < all.count; ++stretch) {
        const Cell* x = inputs + n * input_image_ + stretch * shape_.stride * row_cells_ * kInputs;
        const Cell* dy = gradients + n * gradient_image_ + stretch * row_cells_ * kOutputs;
        for (Index k = 0; k < all.length; ++k, x += kInputs, dy += kOutputs) {
          __m512i in[kVectors];
#pragma GCC unroll 2
          for (int v = 0; v < kVectors; ++v) in[v] = _mm512_loadu_si512(x + v * kLanes);
#pragma GCC unroll 16
          for (int o = 0; o < kOutputs; ++o) {
            const __m512i out = broadcast(dy + o);
#pragma GCC unroll 2
            for (int v = 0; v < kVectors; ++v) sums[o][v] = Cells::multiply_add(sums[o][v], in[v], out);
          }
        }
      }
    }
    const Index next_output = shape_.taps() * shape_.in_channels;
#pragma GCC unroll 16
    for (int o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) {
        float* to = gradient + o * next_output + v * kLanes;
        _mm512_storeu_ps(to, _mm512_add_ps(_mm512_loadu_ps(to), sums[o][v]));
      }
    }
  }

  ConvolutionShape shape_;
  Index row_cells_;       ///< cells of a row of output pixels
  Index input_image_;     ///< cells of an image's block of input channels
  Index gradient_image_;  ///< cells of an image's block of output channels
  Index images_ = 1;      ///< worked on together
};

}  // namespace largestep::kernels
