#pragma once

#include "kernels/winograd/products.h"
#include "kernels/winograd/transforms.h"

namespace largestep::kernels {
namespace {

/// Images and how their 4x4 tiles lie in them; the last ones of a row or a column may stick out.
struct TileGrid {
  Index height;
  Index width;

  Index rows() const { return (height + kOutputs - 1) / kOutputs; }
  Index columns() const { return (width + kOutputs - 1) / kOutputs; }
  Index tiles() const { return rows() * columns(); }

  struct Place {
    Index image;
    Index row;  ///< of the tile's first pixel
    Index column;
  };
  Place place(Index tile) const {
    const Index in_image = tile % tiles();
    return {tile / tiles(), in_image / columns() * kOutputs, in_image % columns() * kOutputs};
  }
  /// The tile's part that lies in the image, at most kOutputs.
  int rows_inside(const Place& at) const { return static_cast<int>(smaller(height - at.row, kOutputs)); }
  int columns_inside(const Place& at) const { return static_cast<int>(smaller(width - at.column, kOutputs)); }
};

/// Calls body(first tile, tiles) for all tiles of the images from `first_image` to `last_image`, at most `most` at a
/// time and equally many, as far as can be.
template <typename Body>
inline void for_tile_groups(const TileGrid& grid, Index first_image, Index last_image, Index most, const Body& body) {
  const Index first = first_image * grid.tiles();
  const Index tiles = (last_image - first_image) * grid.tiles();
  const Index groups = (tiles + most - 1) / most;
  for (Index group = 0; group < groups; ++group) {
    const Index begin = group * tiles / groups;
    body(first + begin, (group + 1) * tiles / groups - begin);
  }
}

/// A matrix for each position: entries[position][block of channels][row][channel of the block]. A row is a transformed
/// tile or, of filters, an input channel.
template <typename Entry>
struct Matrices {
  Entry* entries;
  Index rows;  ///< there is room for
  Index channels;
  Index block_lanes;  ///< channels of a block

  /// From a block of channels to the next.
  Index block_step() const { return rows * block_lanes; }
  /// From a position to the next. Not a multiple of a page: the 36 entries of a tile would share a few cache sets.
  Index position_step() const { return rows * channels + kBlock; }
  Index size() const { return kPositions * position_step(); }

  Entry* at(Index row, Index channel) const {
    return entries + channel / block_lanes * block_step() + row * block_lanes + channel % block_lanes;
  }
};

/// Where a transformed tile or filter goes, position by position: `at` is its entry at the first. (A step from each to
/// the next needs two registers; 36 places worked out beforehand were kept in memory.)
struct PositionWriter {
  float* at;
  Index position_step;
  void operator()(int /*row*/, int /*column*/, Vector value) {
    store(value, at);
    at += position_step;
  }
};
/// The same for a transform that reads, column by column.
struct PositionReader {
  const float* column_at;
  Index position_step;
  const float* at = column_at;
  Vector operator()(int row, int /*column*/) {
    const Vector value = load(at);
    at += kTile * position_step;
    if (row == kTile - 1) at = column_at += position_step;
    return value;
  }
};

/// So many pixels of zeros, as wide as a tile: what rows outside the image are.
template <typename Element>
struct ZeroRow {
  const Element* pixels;

  /// Entries of a workspace that it takes.
  static Index size(Index channels) { return kTile * channels; }
  ZeroRow(Index channels, float* memory) : pixels(reinterpret_cast<const Element*>(memory)) {
    for (Index i = 0; i < size(channels); ++i) memory[i] = 0.0F;
  }
};

/// Reads tiles out of images, [image, height, width, channels].
template <typename Element>
struct TileReader {
  TileGrid grid;
  Index channels;
  const Element* images;
  ZeroRow<Element> outside;

  /// B^T d B of the 6x6 pixels that the outputs of a tile come from; pixels outside the image are 0.
  void transform_input(Index tile, Index row, const Matrices<float>& to) const {
    const auto at = grid.place(tile);
    const PixelRows<kTile> pixels(*this, at.image, at.row - 1, at.column - 1);
    const int first_column = at.column == 0 ? 1 : 0;
    const int last_column = static_cast<int>(smaller(grid.width - at.column + 1, kTile));
    for (Index channel = 0; channel < channels; channel += kLanes) {
      transform_tile<InputTransform>(
          [&](int tile_row, int column) {
            const Element* from = pixels.at(tile_row, column) + channel;
            // What the tile to the right reads beyond this one.
            if (column >= kTile - kOutputs) __builtin_prefetch(from + kOutputs * pixels.next_pixel);
            return load(from);
          },
          PositionWriter{to.at(row, channel), to.position_step()}, first_column, last_column);
    }
  }

  /// A e A^T of the 4x4 pixels of a tile, for the channels from `first` to `last`.
  void transform_output_gradient(Index tile, Index row, Index first, Index last, const Matrices<float>& to) const {
    const auto at = grid.place(tile);
    const PixelRows<kOutputs> pixels(*this, at.image, at.row, at.column);
    const int last_column = grid.columns_inside(at);
    for (Index channel = first; channel < last; channel += kLanes) {
      transform_tile<OutputGradientTransform>(
          [&](int tile_row, int column) { return load(pixels.at(tile_row, column) + channel); },
          PositionWriter{to.at(row, channel), to.position_step()}, 0, last_column);
    }
  }

 private:
  /// The rows of pixels of a tile, which are zeros outside the image.
  template <int kRows>
  struct PixelRows {
    const Element* first[kRows];
    Index next_pixel;

    PixelRows(const TileReader& of, Index image, Index row, Index column) : next_pixel(of.channels) {
      for (int i = 0; i < kRows; ++i) {
        const bool inside = row + i >= 0 && row + i < of.grid.height;
        const Index pixel = (image * of.grid.height + row + i) * of.grid.width + column;
        first[i] = inside ? of.images + pixel * of.channels : of.outside.pixels;
      }
    }
    const Element* at(int row, int column) const { return first[row] + column * next_pixel; }
  };
};

}  // namespace
}  // namespace largestep::kernels
