// Compiled once per instruction set: dispatch.h.
#include "kernels/convolution/tiled_convolution.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {
namespace {

/// One float a cell.
struct FloatCells {
  using Element = float;
  static constexpr Index kPerCell = 1;

  static __m512 multiply_add(__m512 sum, __m512i a, __m512i b) {
    return _mm512_fmadd_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), sum);
  }
  static __m512 load(const float* from) { return _mm512_loadu_ps(from); }
  static void store(__m512 sums, float* to) { _mm512_storeu_ps(to, sums); }
  static Cell weight_cell(const float* weight, Index /*step*/) { return __builtin_bit_cast(Cell, *weight); }
  /// Sixteen channels of a pixel.
  static __m512i join(const float* pixel, const float* /*next*/) { return _mm512_loadu_si512(pixel); }
};

}  // namespace

template <>
const ConvolutionKernels<float>& compiled_functions<ConvolutionKernels<float>, LARGESTEP_KERNEL_SET>() {
  return TiledConvolution<FloatCells>::kKernels;
}

}  // namespace largestep::kernels
