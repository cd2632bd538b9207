#include "kernels/instruction_set.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <string>
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
  return std::end(kCompiledSets)[-1];  // every aarch64 has NEON
#endif
}

constexpr const char* kVariable = "LARGESTEP_MAX_ISA";

InstructionSet limit() {
  const char* text = std::getenv(kVariable);
  return text == nullptr || *text == '\0' ? std::end(kCompiledSets)[-1] : parse_instruction_set(text);
}

}  // namespace

InstructionSet parse_instruction_set(const char* text) {
  std::string names;
  for (const auto set : kCompiledSets) {
    if (std::string_view(name_of(set)) == text) return set;
    if (!names.empty()) names += set == std::end(kCompiledSets)[-1] ? " or " : ", ";
    names += name_of(set);
  }
  fail(ErrorKind::kInvalidArgument, "{} is \"{}\", but must be {} on this kind of processor", kVariable, text, names);
}

InstructionSet instruction_set() {
  static const InstructionSet set = std::min(detect(), limit());
  return set;
}

std::span<const InstructionSet> runnable_instruction_sets() {
  const auto* best = std::find(std::begin(kCompiledSets), std::end(kCompiledSets), instruction_set());
  return {std::begin(kCompiledSets), best + 1};
}

const char* name_of(InstructionSet set) {
  constexpr std::array kNames{"baseline", "neon", "avx2", "avx512", "avx512-bf16"};
  return kNames.at(static_cast<std::size_t>(set));
}

}  // namespace largestep::kernels
