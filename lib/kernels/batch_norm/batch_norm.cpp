#include "kernels/batch_norm/batch_norm.h"

#include "kernels/bfloat16.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {

template <>
const BatchNormKernels<float>& batch_norm_kernels(InstructionSet set) {
  using enum InstructionSet;
  return *best_functions<BatchNormKernels<float>, kAvx512, kAvx2, kBaseline>(set);
}

template <>
const BatchNormKernels<BFloat16>& batch_norm_kernels(InstructionSet set) {
  using enum InstructionSet;
  return *best_functions<BatchNormKernels<BFloat16>, kAvx512Bf16, kAvx512, kAvx2, kBaseline>(set);
}

}  // namespace largestep::kernels
