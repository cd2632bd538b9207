#include "kernels/batch_norm.h"

#include "kernels/bfloat16.h"

namespace largestep::kernels {

#define LARGESTEP_DECLARE_PASSES(set)                     \
  namespace set {                                         \
  extern const BatchNormPasses<float> kFloatPasses;       \
  extern const BatchNormPasses<BFloat16> kBFloat16Passes; \
  }
LARGESTEP_DECLARE_PASSES(baseline)
#if defined(__x86_64__)
LARGESTEP_DECLARE_PASSES(avx2)
LARGESTEP_DECLARE_PASSES(avx512)
LARGESTEP_DECLARE_PASSES(avx512_bf16)
#endif
#undef LARGESTEP_DECLARE_PASSES

template <>
const BatchNormPasses<float>& batch_norm_passes(InstructionSet set) {
#if defined(__x86_64__)
  if (set >= InstructionSet::kAvx512) return avx512::kFloatPasses;
  if (set == InstructionSet::kAvx2) return avx2::kFloatPasses;
#endif
  (void)set;
  return baseline::kFloatPasses;
}

template <>
const BatchNormPasses<BFloat16>& batch_norm_passes(InstructionSet set) {
#if defined(__x86_64__)
  if (set >= InstructionSet::kAvx512Bf16) return avx512_bf16::kBFloat16Passes;
  if (set == InstructionSet::kAvx512) return avx512::kBFloat16Passes;
  if (set == InstructionSet::kAvx2) return avx2::kBFloat16Passes;
#endif
  (void)set;
  return baseline::kBFloat16Passes;
}

}  // namespace largestep::kernels
