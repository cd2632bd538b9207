#pragma once

#include <cstdint>

#include "kernels/amx/matrix_tiles.h"

namespace largestep::kernels {
namespace {

/// The registers for its lifetime, of this thread. The rest of the time they are free, so that nobody saves them.
class MatrixTiles {
 public:
  explicit MatrixTiles(const TileShapes& shapes) {
    struct alignas(64) {
      std::uint8_t palette = 1;
      std::uint8_t start_row = 0;
      std::uint8_t reserved[14] = {};
      std::uint16_t row_bytes[16] = {};
      std::uint8_t rows[16] = {};
    } configuration;
    for (int tile = 0; tile < TileShapes::kRegisters; ++tile) {
      configuration.row_bytes[tile] = static_cast<std::uint16_t>(shapes.row_bytes(tile));
      configuration.rows[tile] = static_cast<std::uint8_t>(shapes.rows(tile));
    }
    asm volatile("ldtilecfg %0" : : "m"(configuration));
  }
  ~MatrixTiles() { asm volatile("tilerelease"); }
  MatrixTiles(const MatrixTiles&) = delete;
  MatrixTiles& operator=(const MatrixTiles&) = delete;
};

// The compiler does not see what these read: it has to have written it when they start (finish_writing), and what
// store_tile writes is in memory afterwards.

template <int kTile>
[[gnu::always_inline]] inline void clear_tile() {
  asm volatile("tilezero %%tmm%c0" : : "i"(kTile));
}
template <int kTile>
[[gnu::always_inline]] inline void load_tile(const void* from, Index step) {
  asm volatile("tileloadd (%0,%1,1), %%tmm%c2" : : "r"(from), "r"(step), "i"(kTile));
}
template <int kTile>
[[gnu::always_inline]] inline void store_tile(void* to, Index step) {
  asm volatile("tilestored %%tmm%c2, (%0,%1,1)" : : "r"(to), "r"(step), "i"(kTile) : "memory");
}
/// sums += left right
template <int kSums, int kLeft, int kRight>
[[gnu::always_inline]] inline void add_product() {
  asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" : : "i"(kSums), "i"(kLeft), "i"(kRight));
}
inline void finish_writing() { asm volatile("" : : : "memory"); }

}  // namespace
}  // namespace largestep::kernels
