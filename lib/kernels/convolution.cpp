#include "kernels/convolution.h"

#include "kernels/bfloat16.h"

namespace largestep::kernels {

#if defined(__x86_64__)
extern const ConvolutionKernels<float> kFloatConvolution;
extern const ConvolutionKernels<BFloat16> kBFloat16Convolution;

template <>
const ConvolutionKernels<float>* convolution_kernels(InstructionSet set) {
  return set >= InstructionSet::kAvx512 ? &kFloatConvolution : nullptr;
}

template <>
const ConvolutionKernels<BFloat16>* convolution_kernels(InstructionSet set) {
  return set >= InstructionSet::kAvx512Bf16 ? &kBFloat16Convolution : nullptr;
}
#else
template <>
const ConvolutionKernels<float>* convolution_kernels(InstructionSet) {
  return nullptr;
}

template <>
const ConvolutionKernels<BFloat16>* convolution_kernels(InstructionSet) {
  return nullptr;
}
#endif

}  // namespace largestep::kernels
