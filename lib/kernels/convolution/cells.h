#pragma once

#include <immintrin.h>

#include <cstdint>

#include "kernels/convolution/convolution.h"
#include "kernels/convolution/zero_pixel.h"

// The 32-bit cells that the AVX-512 convolutions compute with (convolution.h).
namespace largestep::kernels {

using Cell = std::uint32_t;
using Index = std::int64_t;
inline constexpr Index kLanes = 16;

inline Cell load_cell(const void* from) {
  Cell cell;
  __builtin_memcpy(&cell, from, sizeof cell);
  return cell;
}
inline __m512i broadcast(const void* from) { return _mm512_set1_epi32(static_cast<int>(load_cell(from))); }

}  // namespace largestep::kernels
