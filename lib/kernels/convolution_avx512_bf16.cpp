#include "kernels/bfloat16.h"
#include "kernels/convolution_tiles.h"

namespace largestep::kernels {
namespace {

/// Two bfloat16 a cell, the first in the lower half.
struct BFloat16Cells {
  using Element = BFloat16;
  static constexpr Index kPerCell = 2;

  static __m512 multiply_add(__m512 sum, __m512i a, __m512i b) {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b));
  }
  static void store(__m512 sums, BFloat16* to) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(sums)));
  }
  static Cell weight_cell(const float* weight, Index step) {
    const __m128 pair = _mm_set_ps(0.0F, 0.0F, weight[step], weight[0]);
    return static_cast<Cell>(_mm_cvtsi128_si32(reinterpret_cast<__m128i>(_mm_cvtneps_pbh(pair))));
  }
  template <int kChannels>
  static void join(const BFloat16* const* pixels, Cell* to) {
    for (int c = 0; c < kChannels; ++c) {
      to[c] = static_cast<Cell>(pixels[0][c].bits) | static_cast<Cell>(pixels[1][c].bits) << 16;
    }
  }
};

}  // namespace

extern const ConvolutionKernels<BFloat16> kBFloat16Convolution;
const ConvolutionKernels<BFloat16> kBFloat16Convolution = TiledConvolution<BFloat16Cells>::kKernels;

}  // namespace largestep::kernels
