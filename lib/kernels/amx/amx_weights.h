#pragma once

#include "kernels/amx/matrix_tiles.h"
#include "kernels/convolution/bfloat16_cells.h"
#include "kernels/convolution/convolution.h"

namespace largestep::kernels {
namespace {

/// How a pass sees a convolution: channels of what it reads and what it makes, the matrices they are cut into, and the
/// weights in the order in which these are read.
template <Direction kDirection>
struct AmxWeights {
  using Packing = ConvolutionPass<BFloat16>::Packing;
  static constexpr bool kForward = kDirection == Direction::kForward;

  static Index in_channels(const ConvolutionShape& shape) { return kForward ? shape.in_channels : shape.out_channels; }
  static Index out_channels(const ConvolutionShape& shape) { return kForward ? shape.out_channels : shape.in_channels; }

  /// Input channels of a product.
  static Index depth(const ConvolutionShape& shape) {
    return in_channels(shape) % kMostDepth == 0 ? kMostDepth : kMostDepth / 2;
  }
  /// Output channels of a block: two matrices, or one.
  static Index block_channels(const ConvolutionShape& shape) {
    return out_channels(shape) % (2 * kTileColumns) == 0 ? 2 * kTileColumns : kTileColumns;
  }
  static Index blocks(const ConvolutionShape& shape) { return out_channels(shape) / block_channels(shape); }
  static Index block_cells(const ConvolutionShape& shape) {
    return shape.taps() * in_channels(shape) / BFloat16Cells::kPerCell * block_channels(shape);
  }
  static Index packed_size(const ConvolutionShape& shape) { return blocks(shape) * block_cells(shape); }

  /// packed[block][step of depth][tap][matrix][pair of input channels][output channel]
  static void pack(const Packing& of) {
    const Index lanes = block_channels(of.shape);
    Cell* to = of.packed + of.first_block * block_cells(of.shape);
    for (Index block = of.first_block * lanes; block < of.last_block * lanes; block += lanes) {
      for (Index in = 0; in < in_channels(of.shape); in += depth(of.shape)) {
        for (Index tap = 0; tap < of.shape.taps(); ++tap) {
          for (Index out = block; out < block + lanes; out += kTileColumns) to = pack_matrix(of, tap, in, out, to);
        }
      }
    }
  }

  /// @return the place behind the matrix
  static Cell* pack_matrix(const Packing& of, Index tap, Index in, Index out, Cell* to) {
    const Index next_filter = of.shape.taps() * of.shape.in_channels;
    const Index pairs = depth(of.shape) / BFloat16Cells::kPerCell;
    const float* weights = of.weights + tap * of.shape.in_channels;
    if constexpr (kForward) {
      const float* from = weights + out * next_filter + in;
      Vector rows[kTileColumns];
      for (Index i = 0; i < kTileColumns; ++i, from += next_filter) {
        const Vector upper = pairs > kLanes / 2 ? load(from + kLanes) : Vector{};
        rows[i] = reinterpret_cast<Vector>(_mm512_cvtne2ps_pbh(upper, load(from)));
      }
      transpose(rows);
      for (Index pair = 0; pair < pairs; ++pair, to += kTileColumns) __builtin_memcpy(to, &rows[pair], sizeof(Vector));
    } else {
      const float* from = weights + in * next_filter + out;
      for (Index pair = 0; pair < pairs; ++pair, from += 2 * next_filter, to += kTileColumns) {
        BFloat16 rounded[2][kTileColumns];
        store(load(from), rounded[0]);
        store(load(from + next_filter), rounded[1]);
        const CellVector cells = BFloat16Cells::join(rounded[0], rounded[1]);
        __builtin_memcpy(to, &cells, sizeof cells);
      }
    }
    return to;
  }
};

}  // namespace
}  // namespace largestep::kernels
