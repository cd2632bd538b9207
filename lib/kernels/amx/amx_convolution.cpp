#include "kernels/amx/amx_convolution.h"

#include "kernels/dispatch.h"

namespace largestep::kernels {

const ConvolutionKernels<BFloat16>* amx_convolution_kernels(InstructionSet set) {
  return best_functions<ConvolutionKernels<BFloat16>, InstructionSet::kAmxBf16>(set);
}

}  // namespace largestep::kernels
