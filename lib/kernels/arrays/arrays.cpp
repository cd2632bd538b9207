#include "kernels/arrays/arrays.h"

#include "kernels/dispatch.h"

namespace largestep::kernels {

const ArrayKernels& array_kernels(InstructionSet set) {
  using enum InstructionSet;
  return *best_functions<ArrayKernels, kAvx512, kAvx2, kBaseline>(set);
}

}  // namespace largestep::kernels
