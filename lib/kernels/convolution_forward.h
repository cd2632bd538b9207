#pragma once

#include "kernels/convolution.h"
#include "kernels/convolution_cells.h"

namespace largestep::kernels {

/// Compile-time facts of a tile: kVectors x 16 output channels of kColumns neighbouring output pixels, in kRows rows
/// that lie in as many images at the same height.
template <int kVectors_, int kColumns_, int kKernel_, int kStride_, bool kFullRow_>
struct TileShape {
  static constexpr int kVectors = kVectors_;
  static constexpr int kColumns = kColumns_;
  static constexpr int kRows = 16 / (kVectors * kColumns);
  static constexpr int kKernel = kKernel_;
  static constexpr int kStride = kStride_;
  static constexpr int kInputs = (kColumns - 1) * kStride + kKernel;  ///< neighbouring input pixels of a row
  /// Where the tile is as wide as the image, the outermost inputs are border.
  static constexpr int kFirstInput = kFullRow_ ? kKernel / 2 : 0;
  static constexpr int kLastInput = kInputs - kFirstInput;
};

/// The convolution itself, and the gradient of its input where the stride is 1: for a tile of pixels x output channels,
/// the sum over taps and input channels. Cells run along the input channels, as they lie in memory: the input needs no
/// preparation. A cell once broadcast serves all horizontal taps. Images are taken in groups small enough for the
/// second-level cache, and each block of weights serves a group.
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
    pack_blocks(shape, first_block, last_block, packed, [&](Index out, Index tap, Index in) {
      return Cells::weight_cell(weights + (out * shape.taps() + tap) * shape.in_channels + in, 1);
    });
  }

  static void pack_transposed(const ConvolutionShape& shape, const float* weights, Index first_block, Index last_block,
                              Cell* packed) {
    const Index step = shape.taps() * shape.out_channels;  // from one of shape's input channels to the next
    pack_blocks(shape, first_block, last_block, packed, [&](Index out, Index tap, Index in) {
      return Cells::weight_cell(weights + in * step + (shape.taps() - 1 - tap) * shape.out_channels + out, step);
    });
  }

  static Index images_at_once(const ConvolutionShape& shape) {
    constexpr Index kGroupBytes = Index{1} << 17;
    const Index image_bytes = shape.height * shape.width * shape.in_channels * static_cast<Index>(sizeof(Element));
    return image_bytes < kGroupBytes ? kGroupBytes / image_bytes : 1;
  }

  static void forward(const ConvolutionShape& shape, const Element* x, const Cell* packed, Index first, Index last,
                      Element* y) {
    const Index at_once = images_at_once(shape);
    const auto compute = group_function(shape);
    for (; first < last; first += at_once) {
      const Group group{first, last - first < at_once ? last : first + at_once};
      for (Index block = 0; block < blocks(shape); ++block) {
        compute(shape, x, packed + block * block_cells(shape), group, block, y);
      }
    }
  }

 private:
  /// Images from `first` to `last`.
  struct Group {
    Index first;
    Index last;
  };
  using GroupFunction = void (*)(const ConvolutionShape&, const Element*, const Cell*, const Group&, Index, Element*);

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

  static GroupFunction group_function(const ConvolutionShape& shape) {
    const Index width = shape.out_width();
    if (vectors(shape) == 2) return width >= 8 ? with_columns<2, 8>(shape) : with_columns<2, 4>(shape);
    if (width >= 16) return with_columns<1, 16>(shape);
    return width >= 8 ? with_columns<1, 8>(shape) : with_columns<1, 4>(shape);
  }

  template <int kVectors, int kColumns>
  static GroupFunction with_columns(const ConvolutionShape& shape) {
    if (shape.kernel == 1) {
      return shape.stride == 1 ? compute_group<TileShape<kVectors, kColumns, 1, 1, false>>
                               : compute_group<TileShape<kVectors, kColumns, 1, 2, false>>;
    }
    if (shape.stride == 2) return compute_group<TileShape<kVectors, kColumns, 3, 2, false>>;
    return shape.out_width() == kColumns ? compute_group<TileShape<kVectors, kColumns, 3, 1, true>>
                                         : compute_group<TileShape<kVectors, kColumns, 3, 1, false>>;
  }

  template <typename Tile>
  static void compute_group(const ConvolutionShape& shape, const Element* x, const Cell* weights, const Group& group,
                            Index block, Element* y) {
    for (Index image = group.first; image < group.last; image += Tile::kRows) {
      for (Index row = 0; row < shape.out_height(); ++row) {
        for (Index column = 0; column < shape.out_width(); column += Tile::kColumns) {
          __m512 sums[Tile::kRows][Tile::kColumns][Tile::kVectors];
          compute_tile<Tile>(shape, x, weights, group, {image, row, column}, sums);
          const Index output = (image * shape.out_height() + row) * shape.out_width() + column;
          store_tile<Tile>(shape, sums, group.last - image, shape.out_width() - column,
                           y + output * shape.out_channels + block * kLanes * Tile::kVectors);
        }
      }
    }
  }

  /// First output pixel of a tile.
  struct Place {
    Index image;
    Index row;
    Index column;
  };

  template <typename Tile>
  static void compute_tile(const ConvolutionShape& shape, const Element* x, const Cell* weights, const Group& group,
                           const Place& place, __m512 (&sums)[Tile::kRows][Tile::kColumns][Tile::kVectors]) {
    const Index in_cells = shape.in_channels / Cells::kPerCell;
    const Index tap_cells = in_cells * kLanes * Tile::kVectors;
#pragma GCC unroll 4
    for (int row = 0; row < Tile::kRows; ++row) {
#pragma GCC unroll 16
      for (int column = 0; column < Tile::kColumns; ++column) {
#pragma GCC unroll 2
        for (int v = 0; v < Tile::kVectors; ++v) sums[row][column][v] = _mm512_setzero_ps();
      }
    }
    for (Index kh = 0; kh < Tile::kKernel; ++kh) {
      const Index input_row = place.row * Tile::kStride + kh - Tile::kKernel / 2;
      if (input_row < 0 || input_row >= shape.height) continue;
      const Element* in[Tile::kRows][Tile::kInputs];
      find_inputs<Tile>(shape, x, group, place, input_row, in);
      const Cell* taps = weights + kh * Tile::kKernel * tap_cells;
      for (Index cell = 0; cell < in_cells; ++cell) {
        __m512i w[Tile::kKernel][Tile::kVectors];
#pragma GCC unroll 3
        for (int kw = 0; kw < Tile::kKernel; ++kw) {
#pragma GCC unroll 2
          for (int v = 0; v < Tile::kVectors; ++v) {
            w[kw][v] = _mm512_loadu_si512(taps + kw * tap_cells + (cell * Tile::kVectors + v) * kLanes);
          }
        }
#pragma GCC unroll 4
        for (int row = 0; row < Tile::kRows; ++row) {
#pragma GCC unroll 33
          for (int i = Tile::kFirstInput; i < Tile::kLastInput; ++i) {
            const __m512i input = broadcast(in[row][i] + cell * Cells::kPerCell);
#pragma GCC unroll 3
            for (int kw = 0; kw < Tile::kKernel; ++kw) {
              const int column = (i - kw) / Tile::kStride;
              if (i < kw || (i - kw) % Tile::kStride != 0 || column >= Tile::kColumns) continue;
#pragma GCC unroll 2
              for (int v = 0; v < Tile::kVectors; ++v) {
                sums[row][column][v] = Cells::multiply_add(sums[row][column][v], w[kw][v], input);
              }
            }
          }
        }
      }
    }
  }

  /// The input pixels of a row of taps; zeros outside the image. Beyond the last image, the last one's again.
  template <typename Tile>
  static void find_inputs(const ConvolutionShape& shape, const Element* x, const Group& group, const Place& place,
                          Index input_row, const Element* (&in)[Tile::kRows][Tile::kInputs]) {
    for (int row = 0; row < Tile::kRows; ++row) {
      const Index image = place.image + row < group.last ? place.image + row : group.last - 1;
      const Element* pixels = x + (image * shape.height + input_row) * shape.width * shape.in_channels;
      for (int i = 0; i < Tile::kInputs; ++i) {
        const Index column = place.column * Tile::kStride + i - Tile::kKernel / 2;
        const bool inside = column >= 0 && column < shape.width;
        in[row][i] = inside ? pixels + column * shape.in_channels : zero_elements<Element>();
      }
    }
  }

  /// @param images, columns  as many as there are from the tile's first on
  template <typename Tile>
  static void store_tile(const ConvolutionShape& shape,
                         const __m512 (&sums)[Tile::kRows][Tile::kColumns][Tile::kVectors], Index images, Index columns,
                         Element* y) {
    const Index image_entries = shape.out_height() * shape.out_width() * shape.out_channels;
#pragma GCC unroll 4
    for (int row = 0; row < Tile::kRows; ++row) {
      if (row >= images) break;
#pragma GCC unroll 16
      for (int column = 0; column < Tile::kColumns; ++column) {
        if (column >= columns) break;
        Element* to = y + row * image_entries + column * shape.out_channels;
#pragma GCC unroll 2
        for (int v = 0; v < Tile::kVectors; ++v) Cells::store(sums[row][column][v], to + v * kLanes);
      }
    }
  }
};

}  // namespace largestep::kernels
