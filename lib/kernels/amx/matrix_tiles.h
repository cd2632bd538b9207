#pragma once

#include "kernels/vector.h"

// The matrix registers of AMX, in which a product's sums, its left factors and its right factors have a place each.
// Sums are [16][16] float32; left factors [16][depth] bfloat16; right factors [depth / 2][16] pairs of bfloat16 that
// lie side by side in the direction summed over. Steps are in bytes, from row to row.
namespace largestep::kernels {
namespace {

constexpr Index kTileRows = 16;
constexpr Index kTileColumns = 16;
/// Products that an instruction sums, at most.
constexpr Index kMostDepth = 32;

/// What each register holds.
struct TileShapes {
  static constexpr int kRegisters = 8;

  int first_left;  ///< sums come before them
  int first_right;
  Index depth;

  bool is_left(int tile) const { return tile >= first_left && tile < first_right; }
  Index rows(int tile) const { return tile >= first_right ? depth / 2 : kTileRows; }
  Index row_bytes(int tile) const { return is_left(tile) ? 2 * depth : 4 * kTileColumns; }
};

/// Calls body<0>(), body<1>() and so on, kTimes times.
template <int kTimes, typename Body>
[[gnu::always_inline]] inline void repeat(const Body& body) {
  if constexpr (kTimes > 0) {
    repeat<kTimes - 1>(body);
    body.template operator()<kTimes - 1>();
  }
}

}  // namespace
}  // namespace largestep::kernels

// MatrixTiles, the registers for its lifetime; clear_tile, load_tile, store_tile, add_product and finish_writing.
#if defined(__AMX_BF16__)
#include "kernels/amx/amx_tiles.h"
#else
#include "kernels/amx/emulated_tiles.h"
#endif
