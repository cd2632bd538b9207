#include "kernels/emulated_amx.h"

#include "kernels/amx/amx_kernels.h"

namespace largestep::kernels {

const ConvolutionKernels<BFloat16>& emulated_amx_kernels() { return kAmxKernels; }

}  // namespace largestep::kernels
