// Compiled once per instruction set: dispatch.h.
#include "kernels/convolution/bfloat16_cells.h"
#include "kernels/convolution/tiled_convolution.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {

template <>
const ConvolutionKernels<BFloat16>& compiled_functions<ConvolutionKernels<BFloat16>, LARGESTEP_KERNEL_SET>() {
  return TiledConvolution<BFloat16Cells>::kKernels;
}

}  // namespace largestep::kernels
