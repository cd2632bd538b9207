#pragma once

#include <span>

namespace largestep::kernels {

/// What a kernel may use of the processor: levels, each including those before it that the same architecture has.
enum class InstructionSet {
  kBaseline,    ///< whatever the compiler was told to target; any machine
  kNeon,        ///< aarch64: vectors of four floats, fused multiply-add
  kAvx2,        ///< x86-64, as all below: AVX2 and FMA
  kAvx512,      ///< AVX-512 F, BW, DQ and VL
  kAvx512Bf16,  ///< AVX-512 with products of bfloat16 pairs
  kAmxBf16,     ///< AMX: products of bfloat16 matrices
};

/// The levels that this build has, in their order: those of one architecture. CMakeLists.txt compiles the same.
#if defined(__x86_64__)
inline constexpr InstructionSet kCompiledSets[] = {InstructionSet::kBaseline, InstructionSet::kAvx2,
                                                   InstructionSet::kAvx512, InstructionSet::kAvx512Bf16,
                                                   InstructionSet::kAmxBf16};
#elif defined(__aarch64__)
inline constexpr InstructionSet kCompiledSets[] = {InstructionSet::kBaseline, InstructionSet::kNeon};
#else
inline constexpr InstructionSet kCompiledSets[] = {InstructionSet::kBaseline};
#endif

/// The best level that this processor and this build have, or the one that the environment variable LARGESTEP_MAX_ISA
/// names if that is lower: for trying out what another machine would do. Found once; on a processor with AMX, Linux is
/// asked to let this process use it.
/// @throws Error{kInvalidArgument} if the variable says anything else than a name of kCompiledSets.
InstructionSet instruction_set();

/// Whether products of bfloat16 at that level are slower than float32's on this processor. AVX512-BF16 has half their
/// rate on Intel's processors that have AMX for them, which the system may withhold, and twice their rate on AMD's.
bool multiplies_bfloat16_slowly(InstructionSet set = instruction_set());

/// All levels that can run here, from kBaseline to instruction_set().
std::span<const InstructionSet> runnable_instruction_sets();

/// "baseline", "neon", "avx2", "avx512", "avx512-bf16" or "amx-bf16".
const char* name_of(InstructionSet set);

/// The level of kCompiledSets of that name.  @throws Error{kInvalidArgument} naming LARGESTEP_MAX_ISA if there is none.
InstructionSet parse_instruction_set(const char* text);

}  // namespace largestep::kernels
