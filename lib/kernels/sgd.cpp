#include "kernels/sgd.h"

namespace largestep::kernels {

#if defined(__x86_64__)
namespace avx2 {
extern const SgdPasses kSgdPasses;
}
namespace avx512 {
extern const SgdPasses kSgdPasses;
}

const SgdPasses* sgd_passes(InstructionSet set) {
  if (set >= InstructionSet::kAvx512) return &avx512::kSgdPasses;
  return set == InstructionSet::kAvx2 ? &avx2::kSgdPasses : nullptr;
}
#else
const SgdPasses* sgd_passes(InstructionSet) { return nullptr; }
#endif

}  // namespace largestep::kernels
