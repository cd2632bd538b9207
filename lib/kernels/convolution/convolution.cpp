#include "kernels/convolution/convolution.h"

#include "kernels/bfloat16.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {

template <>
const ConvolutionKernels<float>* convolution_kernels(InstructionSet set) {
  using enum InstructionSet;
  return best_functions<ConvolutionKernels<float>, kAvx512, kAvx2, kNeon>(set);
}

template <>
const ConvolutionKernels<BFloat16>* convolution_kernels(InstructionSet set) {
  return best_functions<ConvolutionKernels<BFloat16>, InstructionSet::kAvx512Bf16>(set);
}

}  // namespace largestep::kernels
