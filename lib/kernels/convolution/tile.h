#pragma once

#include "kernels/convolution/cells.h"
#include "kernels/convolution/tile_shape.h"
#include "kernels/convolution/zero_pixel.h"

namespace largestep::kernels {
namespace {

/// Images from `first` to `last`.
struct Group {
  Index first;
  Index last;
};

/// What a pass reads and what it writes.
struct Sides {
  Index in_height;
  Index in_width;
  Index in_channels;
  Index out_height;
  Index out_width;
  Index out_channels;
};

/// The work on a tile of one shape.
template <typename Cells, typename Tile>
struct TileWork {
  using Element = typename Cells::Element;
  using Sums = Vector[Tile::kRows][Tile::kColumns][Tile::kVectors];

  /// First output pixel of a tile.
  struct Place {
    Index image;
    Index row;
    Index column;
  };

  static void compute(const Sides& sides, const Element* from, const Cell* weights, const Group& group,
                      const Place& place, Sums& sums) {
    const Index in_cells = sides.in_channels / Cells::kPerCell;
    const Index tap_cells = in_cells * kLanes * Tile::kVectors;
#pragma GCC unroll 4
    for (int row = 0; row < Tile::kRows; ++row) {
#pragma GCC unroll 16
      for (int column = 0; column < Tile::kColumns; ++column) {
#pragma GCC unroll 4
        for (int v = 0; v < Tile::kVectors; ++v) sums[row][column][v] = Vector{};
      }
    }
    for (Index kh = 0; kh < Tile::kKernel; ++kh) {
      const Index input_row = Tile::input_row(place.row, kh);
      if (input_row < 0 || input_row >= sides.in_height) continue;
      const Element* in[Tile::kRows][Tile::kInputs];
      find_inputs(sides, from, group, place, input_row, in);
      add_taps<0>(in_cells, in, weights + kh * Tile::kKernel * tap_cells, sums);
    }
  }

  /// The products of a row of taps from kFirst on.
  template <int kFirst>
  [[gnu::always_inline]] static void add_taps(Index in_cells, const Element* (&in)[Tile::kRows][Tile::kInputs],
                                              const Cell* taps, Sums& sums) {
    const Index tap_cells = in_cells * kLanes * Tile::kVectors;
    for (Index cell = 0; cell < in_cells; ++cell) {
      CellVector w[Tile::kTapsTogether][Tile::kVectors];
#pragma GCC unroll 3
      for (int t = 0; t < Tile::kTapsTogether; ++t) {
#pragma GCC unroll 4
        for (int v = 0; v < Tile::kVectors; ++v) {
          w[t][v] = load_cells(taps + (kFirst + t) * tap_cells + (cell * Tile::kVectors + v) * kLanes);
        }
      }
#pragma GCC unroll 4
      for (int row = 0; row < Tile::kRows; ++row) {
#pragma GCC unroll 33
        for (int i = Tile::kFirstInput; i < Tile::kLastInput; ++i) {
          if (!Tile::is_reached(i, kFirst)) continue;
          const CellVector input = broadcast_cell(in[row][i] + cell * Cells::kPerCell);
#pragma GCC unroll 3
          for (int t = 0; t < Tile::kTapsTogether; ++t) {
            const int column = Tile::column(i, kFirst + t);
            if (column < 0) continue;
#pragma GCC unroll 4
            for (int v = 0; v < Tile::kVectors; ++v) {
              sums[row][column][v] = Cells::multiply_add(sums[row][column][v], w[t][v], input);
            }
          }
        }
      }
    }
    constexpr int kNext = kFirst + Tile::kTapsTogether;
    if constexpr (kNext < Tile::kKernel) add_taps<kNext>(in_cells, in, taps, sums);
  }

  /// The input pixels of a row of taps; zeros outside the image. Beyond the last image, the last one's again.
  static void find_inputs(const Sides& sides, const Element* from, const Group& group, const Place& place,
                          Index input_row, const Element* (&in)[Tile::kRows][Tile::kInputs]) {
    for (int row = 0; row < Tile::kRows; ++row) {
      const Index image = place.image + row < group.last ? place.image + row : group.last - 1;
      const Element* pixels = from + (image * sides.in_height + input_row) * sides.in_width * sides.in_channels;
      for (int i = 0; i < Tile::kInputs; ++i) {
        const Index column = Tile::first_input_column(place.column) + i;
        const bool inside = column >= 0 && column < sides.in_width;
        in[row][i] = inside ? pixels + column * sides.in_channels : kZeroPixel<Element>;
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
  template <typename Body>
  [[gnu::always_inline]] static void for_vectors(const Part& part, const Body& body) {
#pragma GCC unroll 4
    for (int row = 0; row < Tile::kRows; ++row) {
      if (row >= part.images) break;
#pragma GCC unroll 16
      for (int column = 0; column < Tile::kColumns; ++column) {
        if (column >= part.columns) break;
#pragma GCC unroll 4
        for (int v = 0; v < Tile::kVectors; ++v) {
          body(row, column, v, row * part.next_image + column * part.next_pixel + v * kLanes);
        }
      }
    }
  }

  static void apply(const Epilogue<Element>& epilogue, const Part& part, Index channel, Index first, Sums& sums) {
    if (epilogue.scale != nullptr) {
      for_vectors(part, [&](int row, int column, int v, Index) {
        const Vector scale = load(epilogue.scale + channel + v * kLanes);
        const Vector offset = load(epilogue.offset + channel + v * kLanes);
        sums[row][column][v] = sums[row][column][v] * scale + offset;
      });
    }
    if (epilogue.added != nullptr) {
      for_vectors(part, [&](int row, int column, int v, Index at) {
        sums[row][column][v] += load(epilogue.added + first + at);
      });
    }
    if (!epilogue.relu) return;
    for_vectors(part, [&](int row, int column, int v, Index) { sums[row][column][v] = relu(sums[row][column][v]); });
  }

  static void store(const Sums& sums, const Part& part, Element* to) {
    for_vectors(part, [&](int row, int column, int v, Index at) { kernels::store(sums[row][column][v], to + at); });
  }
};

}  // namespace
}  // namespace largestep::kernels
