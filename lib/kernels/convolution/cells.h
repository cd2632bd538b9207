#pragma once

#include <cstdint>

#include "kernels/vector.h"

// The 32-bit cells that direct convolutions compute with (convolution.h). For files compiled once per instruction set.
namespace largestep::kernels {
namespace {

using Cell = std::uint32_t;
using CellVector = Words;

inline CellVector broadcast_cell(const void* from) {
  Cell cell;
  __builtin_memcpy(&cell, from, sizeof cell);
  return cell - CellVector{};
}
inline CellVector load_cells(const void* from) {
  CellVector cells;
  __builtin_memcpy(&cells, from, sizeof cells);
  return cells;
}

}  // namespace
}  // namespace largestep::kernels
