#pragma once

#include "kernels/bfloat16.h"
#include "kernels/convolution/cells.h"

namespace largestep::kernels {
namespace {

/// Two bfloat16 a cell, the first in the lower half.
struct BFloat16Cells {
  using Element = BFloat16;
  static constexpr Index kPerCell = 2;

  static Vector multiply_add(Vector sum, CellVector a, CellVector b) {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b));
  }
  static Cell weight_cell(const float* weight, Index step) {
    const __m128 pair = _mm_set_ps(0.0F, 0.0F, weight[step], weight[0]);
    return static_cast<Cell>(_mm_cvtsi128_si32(reinterpret_cast<__m128i>(_mm_cvtneps_pbh(pair))));
  }
  /// Sixteen channels of two pixels, channel by channel side by side.
  static CellVector join(const BFloat16* pixel, const BFloat16* next) {
    const __m512i order = _mm512_set_epi16(47, 15, 46, 14, 45, 13, 44, 12, 43, 11, 42, 10, 41, 9, 40, 8, 39, 7, 38, 6,
                                           37, 5, 36, 4, 35, 3, 34, 2, 33, 1, 32, 0);
    return reinterpret_cast<CellVector>(_mm512_permutex2var_epi16(sixteen(pixel), order, sixteen(next)));
  }

 private:
  static __m512i sixteen(const BFloat16* channels) {
    return _mm512_castsi256_si512(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(channels)));
  }
};

}  // namespace
}  // namespace largestep::kernels
