#include "kernels/instruction_set.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "core/error.h"

namespace largestep::kernels {
namespace {

InstructionSet detect() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return InstructionSet::kBaseline;
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (!avx512) return InstructionSet::kAvx2;
  return __builtin_cpu_supports("avx512bf16") ? InstructionSet::kAvx512Bf16 : InstructionSet::kAvx512;
#else
  return InstructionSet::kBaseline;
#endif
}

constexpr std::array kAll{InstructionSet::kBaseline, InstructionSet::kAvx2, InstructionSet::kAvx512,
                          InstructionSet::kAvx512Bf16};

constexpr const char* kVariable = "LARGESTEP_MAX_ISA";

InstructionSet limit() {
  const char* text = std::getenv(kVariable);
  return text == nullptr || *text == '\0' ? kAll.back() : parse_instruction_set(text);
}

}  // namespace

InstructionSet parse_instruction_set(const char* text) {
  const auto* found = std::find_if(kAll.begin(), kAll.end(),
                                   [&](InstructionSet set) { return std::string_view(name_of(set)) == text; });
  if (found == kAll.end()) {
    fail(ErrorKind::kInvalidArgument, "{} is \"{}\", but must be baseline, avx2, avx512 or avx512-bf16", kVariable,
         text);
  }
  return *found;
}

InstructionSet instruction_set() {
  static const InstructionSet set = std::min(detect(), limit());
  return set;
}

std::span<const InstructionSet> runnable_instruction_sets() {
  return std::span(kAll).first(static_cast<std::size_t>(instruction_set()) + 1);
}

const char* name_of(InstructionSet set) {
  constexpr std::array kNames{"baseline", "avx2", "avx512", "avx512-bf16"};
  return kNames.at(static_cast<std::size_t>(set));
}

}  // namespace largestep::kernels
