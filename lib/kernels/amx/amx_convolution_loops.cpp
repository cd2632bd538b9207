// Compiled once per instruction set: dispatch.h.
#include "kernels/amx/amx_kernels.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {

template <>
const ConvolutionKernels<BFloat16>& compiled_functions<ConvolutionKernels<BFloat16>, LARGESTEP_KERNEL_SET>() {
  return kAmxKernels;
}

}  // namespace largestep::kernels
