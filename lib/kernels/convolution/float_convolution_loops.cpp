// Compiled once per instruction set: dispatch.h.
#include "kernels/convolution/tiled_convolution.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {
namespace {

/// One float a cell.
struct FloatCells {
  using Element = float;
  static constexpr Index kPerCell = 1;

  static Vector multiply_add(Vector sum, CellVector a, CellVector b) {
    return kernels::multiply_add(reinterpret_cast<Vector>(a), reinterpret_cast<Vector>(b), sum);
  }
  static Cell weight_cell(const float* weight, Index /*step*/) { return __builtin_bit_cast(Cell, *weight); }
  /// A vector of a pixel's channels.
  static CellVector join(const float* pixel, const float* /*next*/) { return load_cells(pixel); }
};

}  // namespace

template <>
const ConvolutionKernels<float>& compiled_functions<ConvolutionKernels<float>, LARGESTEP_KERNEL_SET>() {
  return TiledConvolution<FloatCells>::kKernels;
}

}  // namespace largestep::kernels
