#include "kernels/count_positive.h"

namespace largestep::kernels {

namespace baseline {
extern const CountPositivePasses kCountPositive;
}
#if defined(__x86_64__)
namespace avx2 {
extern const CountPositivePasses kCountPositive;
}
namespace avx512 {
extern const CountPositivePasses kCountPositive;
}
#endif

namespace {

const CountPositivePasses& passes([[maybe_unused]] InstructionSet set) {
#if defined(__x86_64__)
  if (set >= InstructionSet::kAvx512) return avx512::kCountPositive;
  if (set == InstructionSet::kAvx2) return avx2::kCountPositive;
#endif
  return baseline::kCountPositive;
}

}  // namespace

void count_positive(const float* values, std::int64_t rows, std::int64_t units, std::int32_t* counts,
                    InstructionSet set) {
  passes(set).of_float(values, rows, units, counts);
}

void count_positive(const BFloat16* values, std::int64_t rows, std::int64_t units, std::int32_t* counts,
                    InstructionSet set) {
  passes(set).of_bfloat16(values, rows, units, counts);
}

}  // namespace largestep::kernels
