#include "kernels/sgd/sgd.h"

#include "kernels/dispatch.h"

namespace largestep::kernels {

const SgdKernels* sgd_kernels(InstructionSet set) {
  using enum InstructionSet;
  return best_functions<SgdKernels, kAvx512, kAvx2, kNeon>(set);
}

}  // namespace largestep::kernels
