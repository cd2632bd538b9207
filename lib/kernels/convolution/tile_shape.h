#pragma once

#include "kernels/convolution/cells.h"

namespace largestep::kernels {
namespace {

/// Vectors of sums that stay in the registers, beside weights and an input.
constexpr int kSums = kRegisters == 16 ? 12 : 16;

/// One tap takes an input of a transposed tile to every other column only: the sums of the others can wait in memory.
constexpr int images_in_tile(int vectors, int columns, bool every_other) {
  return kSums / (vectors * (every_other ? columns / 2 : columns));
}

/// Compile-time facts of a tile: kVectors vectors of channels of kColumns neighbouring pixels of the output, in kRows
/// rows that lie in as many images at the same height. A transposed tile, the gradient of a stride of 2, has twice as
/// many pixels as its input, and each input pixel goes to those that a tap reaches.
template <int kVectors_, int kColumns_, int kKernel_, int kStride_, bool kTransposed_, bool kFullRow_>
struct TileShape {
  static constexpr int kVectors = kVectors_;
  static constexpr int kColumns = kColumns_;
  static constexpr int kKernel = kKernel_;
  /// Horizontal taps whose weights are in registers together, so that an input is broadcast once for all of them.
  static constexpr int kTapsTogether = kRegisters == 16 ? 1 : kKernel;
  static constexpr int kPadding = kKernel / 2;
  static constexpr int kStride = kStride_;
  static constexpr bool kTransposed = kTransposed_;
  static constexpr int kRows = images_in_tile(kVectors, kColumns, kTapsTogether == 1 && kTransposed);
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
  /// Whether any of the taps that are taken together from `first` on uses the input.
  static constexpr bool is_reached(int input, int first) {
    for (int tap = first; tap < first + kTapsTogether; ++tap) {
      if (column(input, tap) >= 0) return true;
    }
    return false;
  }
  static Index first_input_column(Index column) { return kTransposed ? column / kStride : column * kStride - kPadding; }
  /// The row of inputs that a tap takes to an output row; -1 for none.
  static Index input_row(Index row, Index tap) {
    if constexpr (!kTransposed) return row * kStride + tap - kPadding;
    const Index steps = row + tap - kPadding;
    return steps >= 0 && steps % kStride == 0 ? steps / kStride : -1;
  }
};

}  // namespace
}  // namespace largestep::kernels
