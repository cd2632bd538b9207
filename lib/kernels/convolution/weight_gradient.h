#pragma once

#include "kernels/convolution/cells.h"
#include "kernels/convolution/convolution.h"
#include "kernels/convolution/zero_pixel.h"
#include "kernels/prefetch.h"

namespace largestep::kernels {
namespace {

/// The gradient of the weights, in tiles of kOutputs output channels x a row of taps x kPixel input channels. Cells run
/// along the rows of pixels. A few images at a time, the gradient of the output is put into cells, by blocks of
/// channels; the input only into blocks, with a border of zeros: its cells are made where they are used, since one that
/// all taps share would have to be stored once for each.
/// @tparam kPixel  input channels side by side: a vector of them, or the 4 of images. Then vectors from the first tap's
///                 pixel on hold those of all taps of its row; what the last one holds beyond them is left out.
template <typename Cells, int kKernel, Index kPixel = kLanes>
class TiledWeightGradient {
  using Element = typename Cells::Element;
  static constexpr int kTapEntries = kKernel * static_cast<int>(kPixel);  ///< of a row of taps
  static constexpr int kVectors = (kTapEntries + kLanes - 1) / kLanes;    ///< that hold them
  static constexpr int kOutputs = (kVectors == 1 ? kRegisters : kRegisters / 2) / 2;
  static constexpr Index kBorder = kKernel / 2;
  static constexpr Index kLine = 16;  ///< cells; blocks lie apart by one, lest they all share cache sets

  using Pass = ConvolutionWeightGradient<Element>;

  static Index blocks(const ConvolutionShape& shape) { return shape.out_channels / kOutputs; }

  static Index workspace_size(const ConvolutionShape& shape) {
    const TiledWeightGradient plan(shape);
    return plan.gradient_cells() + plan.input_cells();
  }

  static void add(const typename Pass::Run& of) {
    const auto& [shape, x, dy, part, workspace, gradient] = of;
    const Index last = part.last_image;
    const TiledWeightGradient plan(shape);
    auto* inputs = reinterpret_cast<Element*>(workspace + plan.gradient_cells());
    __builtin_memset(inputs, 0, static_cast<unsigned long>(plan.input_cells()) * sizeof(Cell));
    const Index x_image = shape.height * shape.width * shape.in_channels;
    const Index dy_image = shape.out_height() * shape.out_width() * shape.out_channels;
    for (Index first = part.first_image; first < last; first += plan.images_) {
      const Index images = last - first < plan.images_ ? last - first : plan.images_;
      for (Index n = 0; n < images; ++n) {
        plan.order_input(x + (first + n) * x_image, inputs + n * plan.input_image_);
        plan.order_gradient(dy + (first + n) * dy_image, part, workspace + n * plan.gradient_image_);
      }
      const Index next = first + images;
      const Index next_images = last - next < plan.images_ ? last - next : plan.images_;
      plan.add_tiles(inputs, workspace, images, part,
                     {{x + next * x_image, next_images * x_image}, {dy + next * dy_image, next_images * dy_image}},
                     gradient);
    }
  }

  struct NextGroup {
    PrefetchedRange<Element> x;
    PrefetchedRange<Element> dy;
  };

  explicit TiledWeightGradient(const ConvolutionShape& shape)
      : shape_(shape), row_cells_((shape.out_width() + Cells::kPerCell - 1) / Cells::kPerCell) {
    const Index pixels_read = (row_cells_ * Cells::kPerCell - 1) * shape.stride + kVectors * kLanes / kPixel;
    const Index pixels_stored = kBorder + shape.width;
    row_pixels_ = pixels_read > pixels_stored ? pixels_read : pixels_stored;
    constexpr Index kLongEnough = 256;  // cells summed before a tile is added to the gradient in memory
    const Index cells = shape.out_height() * row_cells_;
    images_ = cells < kLongEnough ? kLongEnough / cells : 1;
    input_image_ = shape.height * row_pixels_ * kPixel;
    input_block_ = images_ * input_image_ + kLine * Cells::kPerCell;
    gradient_image_ = cells * kOutputs;
    gradient_block_ = images_ * gradient_image_ + kLine;
  }

  Index input_blocks() const { return shape_.in_channels / kPixel; }
  Index input_cells() const { return input_blocks() * input_block_ / Cells::kPerCell; }
  Index gradient_cells() const { return blocks(shape_) * gradient_block_; }

  /// inputs[block of channels][row][pixel with border][channel]
  [[gnu::noinline]] void order_input(const Element* x, Element* inputs) const {
    const Index blocks = input_blocks();
    const Index channels = shape_.in_channels;
    const Index width = shape_.width;
    for (Index row = 0; row < shape_.height; ++row, x += width * channels) {
      for (Index block = 0; block < blocks; ++block) {
        const Element* from = x + block * kPixel;
        Element* to = inputs + block * input_block_ + (row * row_pixels_ + kBorder) * kPixel;
        for (Index column = 0; column < width; ++column, from += channels, to += kPixel) {
          __builtin_memcpy(to, from, kPixel * sizeof(Element));
        }
      }
    }
  }

  /// gradients[block of channels][row][cell][channel], of whole vectors of channels that have the blocks of a part
  [[gnu::noinline]] void order_gradient(const Element* dy, const Part& part, Cell* gradients) const {
    const Index channels = shape_.out_channels;
    const Index first_channel = part.first_block * kOutputs / kLanes * kLanes;
    const Index last_channel = part.last_block * kOutputs;
    const Index width = shape_.out_width();
    const Index whole_cells = width / Cells::kPerCell;
    for (Index row = 0; row < shape_.out_height(); ++row, dy += width * channels) {
      for (Index channel = first_channel; channel < last_channel; channel += kLanes) {
        Cell* to = gradients + channel / kOutputs * gradient_block_ + row * row_cells_ * kOutputs + channel % kOutputs;
        const Element* pixel = dy + channel;
        for (Index cell = 0; cell < whole_cells; ++cell, pixel += Cells::kPerCell * channels, to += kOutputs) {
          store(Cells::join(pixel, pixel + channels), to);
        }
        if (whole_cells < row_cells_) store(Cells::join(pixel, kZeroPixel<Element>), to);
      }
    }
  }

  /// A vector of channels, which are of a block or of several.
  void store(CellVector cells, Cell* to) const {
    constexpr int kTogether = kOutputs < kLanes ? kOutputs : kLanes;
    for (int lane = 0; lane < kLanes; lane += kTogether, to += gradient_block_) {
      __builtin_memcpy(to, reinterpret_cast<const Cell*>(&cells) + lane, kTogether * sizeof(Cell));
    }
  }

  void add_tiles(const Element* inputs, const Cell* gradients, Index images, const Part& part, const NextGroup& next,
                 float* gradient) const {
    const Index tiles = input_blocks() * kKernel * (part.last_block - part.first_block);
    Index tile = 0;
    for (Index in = 0; in < input_blocks(); ++in) {
      for (Index kh = 0; kh < kKernel; ++kh) {
        for (Index out = part.first_block; out < part.last_block; ++out, ++tile) {
          next.x.prefetch(tile, tiles);
          next.dy.prefetch(tile, tiles);
          add_tile(inputs + in * input_block_, gradients + out * gradient_block_, images, kh,
                   gradient + (out * kOutputs * kKernel + kh) * kKernel * shape_.in_channels + in * kPixel);
        }
      }
    }
  }

  /// Of a vector of a row of taps.
  float* sum_place(float* gradient, int out, int vector) const {
    return gradient + out * kKernel * kKernel * shape_.in_channels +
           (kPixel == kLanes ? vector * shape_.in_channels : vector * kLanes);
  }

  // Loops that are not compiled into one large function keep their counters in registers.
  [[gnu::noinline]] void add_tile(const Element* inputs, const Cell* gradients, Index images, Index kh,
                                  float* gradient) const {
    Vector sums[kOutputs][kVectors];
#pragma GCC unroll 16
    for (int o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 3
      for (int v = 0; v < kVectors; ++v) {
        sums[o][v] = Vector{};
        __builtin_prefetch(sum_place(gradient, o, v), /*to be written=*/1);
      }
    }
    const Index next_pixel = shape_.stride * kPixel;
    const Index row_cells = row_cells_;
    // Rows that the tap would take from outside the image are left out.
    Index first_row = 0;
    while (first_row * shape_.stride + kh < kBorder) ++first_row;
    Index last_row = shape_.out_height();
    while (last_row > first_row && (last_row - 1) * shape_.stride + kh - kBorder >= shape_.height) --last_row;
    for (Index n = 0; n < images; ++n) {
      for (Index row = first_row; row < last_row; ++row) {
        const Element* x = inputs + n * input_image_ + (row * shape_.stride + kh - kBorder) * row_pixels_ * kPixel;
        const Cell* dy = gradients + n * gradient_image_ + row * row_cells * kOutputs;
        for (Index cell = 0; cell < row_cells; ++cell, x += Cells::kPerCell * next_pixel, dy += kOutputs) {
          CellVector in[kVectors];
#pragma GCC unroll 3
          for (int v = 0; v < kVectors; ++v) in[v] = Cells::join(x + v * kLanes, x + v * kLanes + next_pixel);
#pragma GCC unroll 16
          for (int o = 0; o < kOutputs; ++o) {
            const CellVector out = broadcast_cell(dy + o);
#pragma GCC unroll 3
            for (int v = 0; v < kVectors; ++v) sums[o][v] = Cells::multiply_add(sums[o][v], in[v], out);
          }
        }
      }
    }
#pragma GCC unroll 16
    for (int o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 3
      for (int v = 0; v < kVectors; ++v) add_entries(sums[o][v], kTapEntries - v * kLanes, sum_place(gradient, o, v));
    }
  }

  /// Adds a vector of sums, of which only so many may be entries of the gradient.
  [[gnu::always_inline]] static void add_entries(Vector sums, int entries, float* to) {
    if (entries >= kLanes) return kernels::store(load(to) + sums, to);
    for (int lane = 0; lane < entries; ++lane) to[lane] += sums[lane];
  }

  ConvolutionShape shape_;
  Index row_cells_;       ///< cells of a row of output pixels
  Index row_pixels_;      ///< pixels of a row of the input, with the border
  Index images_;          ///< worked on together
  Index input_image_;     ///< elements of an image's block of input channels
  Index gradient_image_;  ///< cells of an image's block of output channels
  Index input_block_;     ///< elements from one block of channels to the next
  Index gradient_block_;  ///< cells from one block of channels to the next

 public:
  static constexpr Pass kPass{.blocks = blocks, .workspace_size = workspace_size, .add = add};
};

}  // namespace
}  // namespace largestep::kernels
