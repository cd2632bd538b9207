#include "kernels/convolution_forward.h"
#include "kernels/convolution_weight_gradient.h"

namespace largestep::kernels {
namespace {

/// One float a cell.
struct FloatCells {
  using Element = float;
  static constexpr Index kPerCell = 1;

  static __m512 multiply_add(__m512 sum, __m512i a, __m512i b) {
    return _mm512_fmadd_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), sum);
  }
  static void store(__m512 sums, float* to) { _mm512_storeu_ps(to, sums); }
  static Cell weight_cell(const float* weight, Index /*step*/) { return __builtin_bit_cast(Cell, *weight); }
  template <int kChannels>
  static void join(const float* const* pixels, Cell* to) {
    __builtin_memcpy(to, pixels[0], kChannels * sizeof(float));
  }
};

using Forward = ForwardConvolution<FloatCells>;
using WideGradient = WeightGradient<FloatCells, 2, 8>;
using NarrowGradient = WeightGradient<FloatCells, 1, 16>;

bool is_wide(const ConvolutionShape& shape) { return shape.in_channels % (2 * kLanes) == 0; }

Index workspace_size(const ConvolutionShape& shape) {
  return is_wide(shape) ? WideGradient::workspace_size(shape) : NarrowGradient::workspace_size(shape);
}

void add_weight_gradient(const ConvolutionShape& shape, const float* x, const float* dy, Index first, Index last,
                         Cell* workspace, float* gradient) {
  const auto add = is_wide(shape) ? WideGradient::add : NarrowGradient::add;
  add(shape, x, dy, first, last, workspace, gradient);
}

}  // namespace

extern const ConvolutionKernels<float> kFloatConvolution;
const ConvolutionKernels<float> kFloatConvolution{Forward::packed_size, Forward::pack,    Forward::pack_transposed,
                                                  Forward::blocks,      Forward::forward, add_weight_gradient,
                                                  workspace_size};

}  // namespace largestep::kernels
