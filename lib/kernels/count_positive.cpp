#include "kernels/count_positive.h"

namespace largestep::kernels {

#define LARGESTEP_DECLARE_COUNTS(set)                  \
  namespace set {                                      \
  extern const CountPositive<float> kFloatCount;       \
  extern const CountPositive<BFloat16> kBFloat16Count; \
  }
LARGESTEP_DECLARE_COUNTS(baseline)
#if defined(__x86_64__)
LARGESTEP_DECLARE_COUNTS(avx2)
LARGESTEP_DECLARE_COUNTS(avx512)
#endif
#undef LARGESTEP_DECLARE_COUNTS

template <>
const CountPositive<float>& count_positive(InstructionSet set) {
#if defined(__x86_64__)
  if (set >= InstructionSet::kAvx512) return avx512::kFloatCount;
  if (set == InstructionSet::kAvx2) return avx2::kFloatCount;
#endif
  (void)set;
  return baseline::kFloatCount;
}

template <>
const CountPositive<BFloat16>& count_positive(InstructionSet set) {
#if defined(__x86_64__)
  if (set >= InstructionSet::kAvx512) return avx512::kBFloat16Count;
  if (set == InstructionSet::kAvx2) return avx2::kBFloat16Count;
#endif
  (void)set;
  return baseline::kBFloat16Count;
}

}  // namespace largestep::kernels
