#include "kernels/convolution/convolution.h"

#include "kernels/bfloat16.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {

template <>
const ConvolutionKernels<float>* convolution_kernels(InstructionSet set) {
  return best_functions<ConvolutionKernels<float>, InstructionSet::kAvx512>(set);
}

template <>
const ConvolutionKernels<BFloat16>* convolution_kernels(InstructionSet set) {
  return best_functions<ConvolutionKernels<BFloat16>, InstructionSet::kAvx512Bf16>(set);
}

}  // namespace largestep::kernels
