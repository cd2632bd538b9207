#include "kernels/instruction_set.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

#include "core/error.h"

namespace largestep::kernels {
namespace {

#if defined(__x86_64__)
/// Intel's with AMX have AVX512-FP16, too, which is seen where AMX is withheld.
bool is_made_for_amx() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned kFloat16 = 1U << 23;
  __builtin_cpu_init();
  return __builtin_cpu_is("intel") && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & kFloat16) != 0;
}

/// Whether the processor has AMX's bfloat16 products, and Linux lets this process use its registers, which it has to be
/// asked for.
bool may_use_amx() {
#if defined(__linux__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned kBFloat16AndTiles = 1U << 22 | 1U << 24;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d & kBFloat16AndTiles) != kBFloat16AndTiles) return false;
  constexpr long kRequestPermission = 0x1023;  // ARCH_REQ_XCOMP_PERM of asm/prctl.h, since Linux 5.16
  constexpr long kTileData = 18;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
#else
  return false;
#endif
}
#endif

InstructionSet detect() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return InstructionSet::kBaseline;
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (!avx512) return InstructionSet::kAvx2;
  if (!__builtin_cpu_supports("avx512bf16")) return InstructionSet::kAvx512;
  return may_use_amx() ? InstructionSet::kAmxBf16 : InstructionSet::kAvx512Bf16;
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

bool multiplies_bfloat16_slowly(InstructionSet set) {
#if defined(__x86_64__)
  return set == InstructionSet::kAvx512Bf16 && is_made_for_amx();
#else
  (void)set;
  return false;
#endif
}

std::span<const InstructionSet> runnable_instruction_sets() {
  const auto* best = std::find(std::begin(kCompiledSets), std::end(kCompiledSets), instruction_set());
  return {std::begin(kCompiledSets), best + 1};
}

const char* name_of(InstructionSet set) {
  constexpr std::array kNames{"baseline", "neon", "avx2", "avx512", "avx512-bf16", "amx-bf16"};
  return kNames.at(static_cast<std::size_t>(set));
}

}  // namespace largestep::kernels
