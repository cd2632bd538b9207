#include "kernels/bfloat16.h"
#include "kernels/convolution_forward.h"
#include "kernels/convolution_weight_gradient.h"

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

using Forward = ForwardConvolution<BFloat16Cells>;
using WideGradient = WeightGradient<BFloat16Cells, 2, 8>;
using NarrowGradient = WeightGradient<BFloat16Cells, 1, 16>;

bool is_wide(const ConvolutionShape& shape) { return shape.in_channels % (2 * kLanes) == 0; }

Index workspace_size(const ConvolutionShape& shape) {
  return is_wide(shape) ? WideGradient::workspace_size(shape) : NarrowGradient::workspace_size(shape);
}

void add_weight_gradient(const ConvolutionShape& shape, const BFloat16* x, const BFloat16* dy, Index first, Index last,
                         Cell* workspace, float* gradient) {
  const auto add = is_wide(shape) ? WideGradient::add : NarrowGradient::add;
  add(shape, x, dy, first, last, workspace, gradient);
}

}  // namespace

extern const ConvolutionKernels<BFloat16> kBFloat16Convolution;
const ConvolutionKernels<BFloat16> kBFloat16Convolution{
    Forward::packed_size, Forward::pack, Forward::pack_transposed, Forward::blocks, Forward::forward,
    add_weight_gradient,  workspace_size};

}  // namespace largestep::kernels
