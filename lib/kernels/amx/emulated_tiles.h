#pragma once

#include "kernels/amx/matrix_tiles.h"

// The registers in memory, for tests on processors that have none.
namespace largestep::kernels {
namespace {

struct EmulatedTile {
  std::uint8_t bytes[1024];
  Index rows;
  Index row_bytes;
};
thread_local EmulatedTile emulated_tiles[TileShapes::kRegisters];

class MatrixTiles {
 public:
  explicit MatrixTiles(const TileShapes& shapes) {
    for (int tile = 0; tile < TileShapes::kRegisters; ++tile) {
      emulated_tiles[tile] = {.bytes = {}, .rows = shapes.rows(tile), .row_bytes = shapes.row_bytes(tile)};
    }
  }
};

template <int kTile>
inline void clear_tile() {
  auto& tile = emulated_tiles[kTile];
  tile = {.bytes = {}, .rows = tile.rows, .row_bytes = tile.row_bytes};
}
template <int kTile>
inline void load_tile(const void* from, Index step) {
  auto& tile = emulated_tiles[kTile];
  for (Index row = 0; row < tile.rows; ++row) {
    const auto* bytes = static_cast<const std::uint8_t*>(from) + row * step;
    for (Index i = 0; i < tile.row_bytes; ++i) tile.bytes[row * tile.row_bytes + i] = bytes[i];
  }
}
template <int kTile>
inline void store_tile(void* to, Index step) {
  const auto& tile = emulated_tiles[kTile];
  for (Index row = 0; row < tile.rows; ++row) {
    auto* bytes = static_cast<std::uint8_t*>(to) + row * step;
    for (Index i = 0; i < tile.row_bytes; ++i) bytes[i] = tile.bytes[row * tile.row_bytes + i];
  }
}

inline float entry(const BFloat16* entries, Index i) {
  return __builtin_bit_cast(float, static_cast<std::uint32_t>(entries[i].bits) << 16);
}
template <int kSums, int kLeft, int kRight>
inline void add_product() {
  auto* sums = reinterpret_cast<float*>(emulated_tiles[kSums].bytes);
  const auto* left = reinterpret_cast<const BFloat16*>(emulated_tiles[kLeft].bytes);
  const auto* right = reinterpret_cast<const BFloat16*>(emulated_tiles[kRight].bytes);
  const Index depth = 2 * emulated_tiles[kRight].rows;
  for (Index row = 0; row < kTileRows; ++row) {
    for (Index column = 0; column < kTileColumns; ++column) {
      for (Index i = 0; i < depth; ++i) {
        const Index of_pair = 2 * (i / 2 * kTileColumns + column) + i % 2;
        sums[row * kTileColumns + column] += entry(left, row * depth + i) * entry(right, of_pair);
      }
    }
  }
}
inline void finish_writing() {}

}  // namespace
}  // namespace largestep::kernels
