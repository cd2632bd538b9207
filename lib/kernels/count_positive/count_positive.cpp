#include "kernels/count_positive/count_positive.h"

#include "kernels/bfloat16.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {

template <>
const CountPositiveKernels<float>& count_positive_kernels(InstructionSet set) {
  using enum InstructionSet;
  return *best_functions<CountPositiveKernels<float>, kAvx512, kAvx2, kBaseline>(set);
}

template <>
const CountPositiveKernels<BFloat16>& count_positive_kernels(InstructionSet set) {
  using enum InstructionSet;
  return *best_functions<CountPositiveKernels<BFloat16>, kAvx512, kAvx2, kBaseline>(set);
}

}  // namespace largestep::kernels
