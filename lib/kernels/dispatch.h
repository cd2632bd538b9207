#pragma once

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// Functions, a struct of pointers to them, as compiled for one instruction set. A kernel's <kernel>_loops.cpp
/// specialises this for LARGESTEP_KERNEL_SET, the set that it is being compiled for.
///
/// Such a file keeps what it defines in an unnamed namespace and includes nothing from the standard library that has
/// code: an inline function compiled for AVX-512 could become the one that the whole program uses.
template <typename Functions, InstructionSet kSet>
const Functions& compiled_functions();

constexpr bool is_compiled(InstructionSet set) {
  for (const auto compiled : kCompiledSets) {
    if (set == compiled) return true;
  }
  return false;
}

/// The functions compiled for the highest of these sets that this build has and that is not above `limit`, or null if
/// there is none.
/// @tparam kSet, kLower  the sets that CMakeLists.txt compiles the kernel's loops for, the highest first
template <typename Functions, InstructionSet kSet, InstructionSet... kLower>
const Functions* best_functions([[maybe_unused]] InstructionSet limit) {
  static_assert(((kSet > kLower) && ...), "the highest set comes first");
  if constexpr (is_compiled(kSet)) {
    if (kSet <= limit) return &compiled_functions<Functions, kSet>();
  }
  if constexpr (sizeof...(kLower) > 0) {
    return best_functions<Functions, kLower...>(limit);
  } else {
    return nullptr;
  }
}

}  // namespace largestep::kernels
