#include "kernels/arrays.h"

namespace largestep::kernels {

namespace baseline {
extern const ArrayPasses kArrayPasses;
}
#if defined(__x86_64__)
namespace avx2 {
extern const ArrayPasses kArrayPasses;
}
namespace avx512 {
extern const ArrayPasses kArrayPasses;
}
#endif

const ArrayPasses& array_passes([[maybe_unused]] InstructionSet set) {
#if defined(__x86_64__)
  if (set >= InstructionSet::kAvx512) return avx512::kArrayPasses;
  if (set == InstructionSet::kAvx2) return avx2::kArrayPasses;
#endif
  return baseline::kArrayPasses;
}

}  // namespace largestep::kernels
