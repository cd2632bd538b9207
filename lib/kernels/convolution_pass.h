#pragma once

#include "kernels/convolution.h"
#include "kernels/convolution_cells.h"

namespace largestep::kernels {

enum class Direction { kForward, kInputGradient };

/// Compile-time facts of a tile: kVectors x 16 channels of kColumns neighbouring pixels of the output, in kRows rows
/// that lie in as many images at the same height. A transposed tile, the gradient of a stride of 2, has twice as many
/// pixels as its input, and each input pixel goes to those that a tap reaches.
template <int kVectors_, int kColumns_, int kKernel_, int kStride_, bool kTransposed_, bool kFullRow_>
struct TileShape {
  static constexpr int kVectors = kVectors_;
  static constexpr int kColumns = kColumns_;
  static constexpr int kRows = 16 / (kVectors * kColumns);
  static constexpr int kKernel = kKernel_;
  static constexpr int kPadding = kKernel / 2;
  static constexpr int kStride = kStride_;
  static constexpr bool kTransposed = kTransposed_;
  /// Neighbouring input pixels of a row.
  static constexpr int kInputs = kTransposed ? kColumns / kStride + kPadding : (kColumns - 1) * kStride + kKernel;
  /// Where the tile is as wide as the image, the outermost inputs are border.
  static constexpr int kFirstInput = kFullRow_ ? kPadding : 0;
  static constexpr int kLastInput = kInputs - kFirstInput;

  /// The column to which a tap takes an input; -1 for none.
  static constexpr int column(int input, int tap) {
    const int steps = kTransposed ? input * kStride + kPadding - tap : input - tap;
    const int column = kTransposed ? steps : steps / kStride;
    const bool reached = steps >= 0 && (kTransposed || steps % kStride == 0) && column < kColumns;
    return reached ? column : -1;
  }
  static Index first_input_column(Index column) { return kTransposed ? column / kStride : column * kStride - kPadding; }
  /// The row of inputs that a tap takes to an output row; -1 for none.
  static Index input_row(Index row, Index tap) {
    if constexpr (!kTransposed) return row * kStride + tap - kPadding;
    const Index steps = row + tap - kPadding;
    return steps >= 0 && steps % kStride == 0 ? steps / kStride : -1;
  }
};

/// One pass of a convolution: for a tile of pixels x channels of the output, the sum over taps and input channels. The
/// gradient of the input is the same with channels exchanged and taps turned round. Cells run along the input's
/// channels, as they lie in memory: the input needs no preparation. A cell once broadcast serves all horizontal taps.
/// Images are taken in groups small enough for the second-level cache, and each block of weights serves a group.
template <typename Cells, Direction kDirection>
class TiledPass {
  using Element = typename Cells::Element;
  static constexpr bool kForward = kDirection == Direction::kForward;

  static Index in_channels(const ConvolutionShape& shape) { return kForward ? shape.in_channels : shape.out_channels; }
  static Index out_channels(const ConvolutionShape& shape) { return kForward ? shape.out_channels : shape.in_channels; }
  static Index in_height(const ConvolutionShape& shape) { return kForward ? shape.height : shape.out_height(); }
  static Index in_width(const ConvolutionShape& shape) { return kForward ? shape.width : shape.out_width(); }
  static Index out_height(const ConvolutionShape& shape) { return kForward ? shape.out_height() : shape.height; }
  static Index out_width(const ConvolutionShape& shape) { return kForward ? shape.out_width() : shape.width; }

  static Index vectors(const ConvolutionShape& shape) { return out_channels(shape) % (2 * kLanes) == 0 ? 2 : 1; }
  static Index blocks(const ConvolutionShape& shape) { return out_channels(shape) / (kLanes * vectors(shape)); }
  static Index block_cells(const ConvolutionShape& shape) {
    return shape.taps() * in_channels(shape) / Cells::kPerCell * kLanes * vectors(shape);
  }
  static Index packed_size(const ConvolutionShape& shape) { return blocks(shape) * block_cells(shape); }

  /// packed[block][tap][input cell][output channel of the block]
  static void pack(const ConvolutionShape& shape, const float* weights, Index first_block, Index last_block,
                   Cell* packed) {
    const Index lanes = kLanes * vectors(shape);
    Cell* to = packed + first_block * block_cells(shape);
    for (Index block = first_block; block < last_block; ++block) {
      for (Index tap = 0; tap < shape.taps(); ++tap) {
        for (Index in = 0; in < in_channels(shape); in += Cells::kPerCell) {
          for (Index lane = 0; lane < lanes; ++lane) *to++ = weight_cell(shape, weights, block * lanes + lane, tap, in);
        }
      }
    }
  }

  static Cell weight_cell(const ConvolutionShape& shape, const float* weights, Index out, Index tap, Index in) {
    const Index taps = shape.taps();
    if constexpr (kForward) return Cells::weight_cell(weights + (out * taps + tap) * shape.in_channels + in, 1);
    const Index next = taps * shape.in_channels;  // from one channel of the input, dy, to its next
    return Cells::weight_cell(weights + in * next + (taps - 1 - tap) * shape.in_channels + out, next);
  }

  /// Neighbouring outputs then have inputs twice as far apart, of which a narrow tile of two images needs fewer.
  static bool skips_inputs(const ConvolutionShape& shape) { return kForward && shape.stride == 2; }

  static Index images_at_once(const ConvolutionShape& shape) {
    constexpr Index kGroupBytes = Index{1} << 17;
    const Index image_bytes =
        in_height(shape) * in_width(shape) * in_channels(shape) * static_cast<Index>(sizeof(Element));
    const Index fitting = kGroupBytes / image_bytes;
    const Index in_a_tile = skips_inputs(shape) ? 2 : 1;
    return fitting > in_a_tile ? fitting : in_a_tile;
  }

  static void run(const ConvolutionShape& shape, const Element* in, const Cell* packed, const Finish<Element>& finish,
                  Index first, Index last, Element* out) {
    const Index at_once = images_at_once(shape);
    const auto compute = group_function(shape);
    for (; first < last; first += at_once) {
      const Group group{first, last - first < at_once ? last : first + at_once};
      for (Index block = 0; block < blocks(shape); ++block) {
        compute(shape, in, packed + block * block_cells(shape), finish, group, block, out);
      }
    }
  }

 public:
  static constexpr ConvolutionPass<Element> kPass{packed_size, blocks, pack, images_at_once, run};

 private:
  /// Images from `first` to `last`.
  struct Group {
    Index first;
    Index last;
  };
  using GroupFunction = void (*)(const ConvolutionShape&, const Element*, const Cell*, const Finish<Element>&,
                                 const Group&, Index, Element*);

  static GroupFunction group_function(const ConvolutionShape& shape) {
    const Index width = out_width(shape);
    if (vectors(shape) == 2) {
      return width >= 8 && !skips_inputs(shape) ? with_columns<2, 8>(shape) : with_columns<2, 4>(shape);
    }
    if (width >= 16) return with_columns<1, 16>(shape);
    return width >= 8 ? with_columns<1, 8>(shape) : with_columns<1, 4>(shape);
  }

  template <int kVectors, int kColumns>
  static GroupFunction with_columns(const ConvolutionShape& shape) {
    if (shape.kernel == 1) return with_taps<kVectors, kColumns, 1, false>(shape);
    return out_width(shape) == kColumns ? with_taps<kVectors, kColumns, 3, true>(shape)
                                        : with_taps<kVectors, kColumns, 3, false>(shape);
  }

  template <int kVectors, int kColumns, int kKernel, bool kFullRow>
  static GroupFunction with_taps(const ConvolutionShape& shape) {
    if (shape.stride == 1) return compute_group<TileShape<kVectors, kColumns, kKernel, 1, false, kFullRow>>;
    return compute_group<TileShape<kVectors, kColumns, kKernel, 2, !kForward, false>>;
  }

  template <typename Tile>
  static void compute_group(const ConvolutionShape& shape, const Element* in, const Cell* weights,
                            const Finish<Element>& finish, const Group& group, Index block, Element* out) {
    const Index channel = block * kLanes * Tile::kVectors;
    for (Index image = group.first; image < group.last; image += Tile::kRows) {
      for (Index row = 0; row < out_height(shape); ++row) {
        for (Index column = 0; column < out_width(shape); column += Tile::kColumns) {
          __m512 sums[Tile::kRows][Tile::kColumns][Tile::kVectors];
          compute_tile<Tile>(shape, in, weights, group, {image, row, column}, sums);
          const Part part{.images = group.last - image,
                          .columns = out_width(shape) - column,
                          .next_image = out_height(shape) * out_width(shape) * out_channels(shape),
                          .next_pixel = out_channels(shape)};
          const Index first =
              ((image * out_height(shape) + row) * out_width(shape) + column) * out_channels(shape) + channel;
          if (finish.is_needed()) finish_tile<Tile>(finish, part, channel, first, sums);
          store_tile<Tile>(sums, part, out + first);
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
  static void compute_tile(const ConvolutionShape& shape, const Element* from, const Cell* weights, const Group& group,
                           const Place& place, __m512 (&sums)[Tile::kRows][Tile::kColumns][Tile::kVectors]) {
    const Index in_cells = in_channels(shape) / Cells::kPerCell;
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
      const Index input_row = Tile::input_row(place.row, kh);
      if (input_row < 0 || input_row >= in_height(shape)) continue;
      const Element* in[Tile::kRows][Tile::kInputs];
      find_inputs<Tile>(shape, from, group, place, input_row, in);
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
              const int column = Tile::column(i, kw);
              if (column < 0) continue;
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
  static void find_inputs(const ConvolutionShape& shape, const Element* from, const Group& group, const Place& place,
                          Index input_row, const Element* (&in)[Tile::kRows][Tile::kInputs]) {
    for (int row = 0; row < Tile::kRows; ++row) {
      const Index image = place.image + row < group.last ? place.image + row : group.last - 1;
      const Element* pixels = from + (image * in_height(shape) + input_row) * in_width(shape) * in_channels(shape);
      for (int i = 0; i < Tile::kInputs; ++i) {
        const Index column = Tile::first_input_column(place.column) + i;
        const bool inside = column >= 0 && column < in_width(shape);
        in[row][i] = inside ? pixels + column * in_channels(shape) : zero_elements<Element>();
      }
    }
  }

  /// How much of a tile there is, and where its pixels lie from each other.
  struct Part {
    Index images;   ///< as many as there are from the tile's first on
    Index columns;  ///< likewise
    Index next_image;
    Index next_pixel;
  };

  /// Calls body(row, column, v, offset of the vector from the tile's first) for the tile's part that there is.
  template <typename Tile, typename Body>
  [[gnu::always_inline]] static void for_vectors(const Part& part, const Body& body) {
#pragma GCC unroll 4
    for (int row = 0; row < Tile::kRows; ++row) {
      if (row >= part.images) break;
#pragma GCC unroll 16
      for (int column = 0; column < Tile::kColumns; ++column) {
        if (column >= part.columns) break;
#pragma GCC unroll 2
        for (int v = 0; v < Tile::kVectors; ++v) {
          body(row, column, v, row * part.next_image + column * part.next_pixel + v * kLanes);
        }
      }
    }
  }

  template <typename Tile>
  static void finish_tile(const Finish<Element>& finish, const Part& part, Index channel, Index first,
                          __m512 (&sums)[Tile::kRows][Tile::kColumns][Tile::kVectors]) {
    if (finish.scale != nullptr) {
      for_vectors<Tile>(part, [&](int row, int column, int v, Index) {
        const __m512 scale = _mm512_loadu_ps(finish.scale + channel + v * kLanes);
        const __m512 offset = _mm512_loadu_ps(finish.offset + channel + v * kLanes);
        sums[row][column][v] = _mm512_add_ps(_mm512_mul_ps(sums[row][column][v], scale), offset);
      });
    }
    if (finish.added != nullptr) {
      for_vectors<Tile>(part, [&](int row, int column, int v, Index at) {
        sums[row][column][v] = _mm512_add_ps(sums[row][column][v], Cells::load(finish.added + first + at));
      });
    }
    if (!finish.relu) return;
    for_vectors<Tile>(part, [&](int row, int column, int v, Index) {
      const __mmask16 kept = _mm512_cmp_ps_mask(sums[row][column][v], _mm512_setzero_ps(), _CMP_NLE_UQ);
      sums[row][column][v] = _mm512_maskz_mov_ps(kept, sums[row][column][v]);
    });
  }

  template <typename Tile>
  static void store_tile(const __m512 (&sums)[Tile::kRows][Tile::kColumns][Tile::kVectors], const Part& part,
                         Element* to) {
    for_vectors<Tile>(part, [&](int row, int column, int v, Index at) { Cells::store(sums[row][column][v], to + at); });
  }
};

}  // namespace largestep::kernels
