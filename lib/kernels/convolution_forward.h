#pragma once

#include "kernels/convolution.h"
#include "kernels/convolution_cells.h"

namespace largestep::kernels {

/// Vectors of output channels a tile has, and its pixels: as many as the 32 registers hold, where possible.
template <int kVectors>
inline constexpr int kTilePixels = kVectors == 2 ? 12 : 20;

/// Input of images that are worked on together, so that it stays in the second-level cache.
inline constexpr Index kGroupBytes = Index{1} << 17;

/// Where the pixels of a tile take their input from: of tap (0, 0), which may lie outside the image. Numbers instead of
/// pointers, so that the compiler compares and selects eight at a time.
template <int kPixels>
struct TileOrigin {
  std::uint64_t address[kPixels];
  std::uint64_t row[kPixels];  ///< beyond the height where outside, also above the image
  std::uint64_t column[kPixels];
};

/// The output pixels of some images in turn. Small images are gone through position by position, so that the pixels of
/// a tile reach over the border together and a tap that is outside for all of them can be left out.
class PixelWalk {
 public:
  PixelWalk(const ConvolutionShape& shape, Index images)
      : images_(images),
        height_(shape.out_height()),
        width_(shape.out_width()),
        by_position_(height_ * width_ <= kSmallImage) {}
  void next() {
    if (by_position_) {
      if (++image < images_) return;
      image = 0;
    }
    if (++column < width_) return;
    column = 0;
    if (++row < height_) return;
    row = 0;
    ++image;
  }
  Index image = 0;
  Index row = 0;
  Index column = 0;

 private:
  static constexpr Index kSmallImage = 64;
  Index images_;
  Index height_;
  Index width_;
  bool by_position_;
};

/// The convolution itself, and the gradient of its input where the stride is 1: for a tile of pixels x output channels,
/// the sum over taps and input channels. Cells run along the input channels, as they lie in memory: the input needs no
/// preparation. Images are taken in groups small enough for the second-level cache, and each block of weights serves a
/// group.
template <typename Cells>
class ForwardConvolution {
  using Element = typename Cells::Element;

 public:
  static Index vectors(const ConvolutionShape& shape) { return shape.out_channels % (2 * kLanes) == 0 ? 2 : 1; }
  static Index blocks(const ConvolutionShape& shape) { return shape.out_channels / (kLanes * vectors(shape)); }
  static Index block_cells(const ConvolutionShape& shape) {
    return shape.taps() * shape.in_channels / Cells::kPerCell * kLanes * vectors(shape);
  }
  static Index packed_size(const ConvolutionShape& shape) { return blocks(shape) * block_cells(shape); }

  static void pack(const ConvolutionShape& shape, const float* weights, Index first_block, Index last_block,
                   Cell* packed) {
    const Index step = 1;
    pack_blocks(shape, first_block, last_block, packed, [&](Index out, Index tap, Index in) {
      return Cells::weight_cell(weights + (out * shape.taps() + tap) * shape.in_channels + in, step);
    });
  }

  static void pack_transposed(const ConvolutionShape& shape, const float* weights, Index first_block, Index last_block,
                              Cell* packed) {
    const Index step = shape.taps() * shape.out_channels;  // from one of shape's input channels to the next
    pack_blocks(shape, first_block, last_block, packed, [&](Index out, Index tap, Index in) {
      return Cells::weight_cell(weights + in * step + (shape.taps() - 1 - tap) * shape.out_channels + out, step);
    });
  }

  static void forward(const ConvolutionShape& shape, const Element* x, const Cell* packed, Index first, Index last,
                      Element* y) {
    const Index image_bytes = shape.height * shape.width * shape.in_channels * static_cast<Index>(sizeof(Element));
    const Index at_once = image_bytes < kGroupBytes ? kGroupBytes / image_bytes : 1;
    for (; first < last; first += at_once) {
      const Index images = last - first < at_once ? last - first : at_once;
      for (Index block = 0; block < blocks(shape); ++block) {
        const Cell* weights = packed + block * block_cells(shape);
        if (vectors(shape) == 2) {
          block_of_images<2>(shape, x, weights, first, images, block, y);
        } else {
          block_of_images<1>(shape, x, weights, first, images, block, y);
        }
      }
    }
  }

 private:
  /// packed[block][tap][input cell][output channel of the block]
  template <typename CellAt>
  static void pack_blocks(const ConvolutionShape& shape, Index first_block, Index last_block, Cell* packed,
                          const CellAt& cell_at) {
    const Index lanes = kLanes * vectors(shape);
    Cell* to = packed + first_block * block_cells(shape);
    for (Index block = first_block; block < last_block; ++block) {
      for (Index tap = 0; tap < shape.taps(); ++tap) {
        for (Index in = 0; in < shape.in_channels; in += Cells::kPerCell) {
          for (Index lane = 0; lane < lanes; ++lane) *to++ = cell_at(block * lanes + lane, tap, in);
        }
      }
    }
  }

  template <int kVectors>
  static void block_of_images(const ConvolutionShape& shape, const Element* x, const Cell* weights, Index first,
                              Index images, Index block, Element* y) {
    constexpr int kPixels = kTilePixels<kVectors>;
    const Index pixels = images * shape.out_height() * shape.out_width();
    const Index padding = shape.kernel / 2;
    const Index pixel_bytes = shape.in_channels * static_cast<Index>(sizeof(Element));
    PixelWalk pixel(shape, images);
    for (Index from = 0; from < pixels; from += kPixels) {
      TileOrigin<kPixels> origin;
      Element* out[kPixels];
      for (int i = 0; i < kPixels; ++i) {
        const Index row = pixel.row * shape.stride - padding;
        const Index column = pixel.column * shape.stride - padding;
        const Index input = ((first + pixel.image) * shape.height + row) * shape.width + column;
        origin.address[i] = address(x) + static_cast<std::uint64_t>(input * pixel_bytes);
        origin.row[i] = static_cast<std::uint64_t>(row);
        origin.column[i] = static_cast<std::uint64_t>(column);
        out[i] = y +
                 (((first + pixel.image) * shape.out_height() + pixel.row) * shape.out_width() + pixel.column) *
                     shape.out_channels +
                 block * kLanes * kVectors;
        if (from + i + 1 < pixels) pixel.next();  // at the end, the last pixel again
      }
      tile<kVectors>(shape, weights, origin, out);
    }
  }

  static std::uint64_t address(const void* pointer) { return reinterpret_cast<std::uint64_t>(pointer); }

  /// Addresses of the inputs of a tap, of zeros where it lies outside; false if that is so for all pixels.
  template <int kPixels>
  static bool find_inputs(const ConvolutionShape& shape, const TileOrigin<kPixels>& origin, Index kh, Index kw,
                          std::uint64_t* in) {
    const auto height = static_cast<std::uint64_t>(shape.height);
    const auto width = static_cast<std::uint64_t>(shape.width);
    const auto down = static_cast<std::uint64_t>(kh);
    const auto right = static_cast<std::uint64_t>(kw);
    const auto tap =
        static_cast<std::uint64_t>((kh * shape.width + kw) * shape.in_channels) * std::uint64_t{sizeof(Element)};
    const auto outside = address(zero_elements<Element>());
    std::uint64_t any = 0;
    for (int i = 0; i < kPixels; ++i) {
      const std::uint64_t inside = static_cast<std::uint64_t>(origin.row[i] + down < height) &
                                   static_cast<std::uint64_t>(origin.column[i] + right < width);
      in[i] = inside != 0 ? origin.address[i] + tap : outside;
      any |= inside;
    }
    return any != 0;
  }

  template <int kVectors>
  static void tile(const ConvolutionShape& shape, const Cell* weights, const TileOrigin<kTilePixels<kVectors>>& origin,
                   Element* const* out) {
    constexpr int kPixels = kTilePixels<kVectors>;
    const Index in_cells = shape.in_channels / Cells::kPerCell;
    __m512 sums[kPixels][kVectors];
#pragma GCC unroll 32
    for (int i = 0; i < kPixels; ++i) {
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) sums[i][v] = _mm512_setzero_ps();
    }
    for (Index kh = 0; kh < shape.kernel; ++kh) {
      for (Index kw = 0; kw < shape.kernel; ++kw, weights += in_cells * kLanes * kVectors) {
        std::uint64_t in[kPixels];
        if (!find_inputs(shape, origin, kh, kw, in)) continue;
        for (Index cell = 0; cell < in_cells; ++cell) {
          __m512i w[kVectors];
#pragma GCC unroll 2
          for (int v = 0; v < kVectors; ++v) w[v] = _mm512_loadu_si512(weights + (cell * kVectors + v) * kLanes);
#pragma GCC unroll 32
          for (int i = 0; i < kPixels; ++i) {
            const __m512i input = broadcast(reinterpret_cast<const Cell*>(in[i]) + cell);
#pragma GCC unroll 2
            for (int v = 0; v < kVectors; ++v) sums[i][v] = Cells::multiply_add(sums[i][v], w[v], input);
          }
        }
      }
    }
#pragma GCC unroll 32
    for (int i = 0; i < kPixels; ++i) {
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) Cells::store(sums[i][v], out[i] + v * kLanes);
    }
  }
};

}  // namespace largestep::kernels
