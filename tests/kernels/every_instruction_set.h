#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// Parameters of a suite that tests a kernel with every instruction set that can run here.
/// @param lowest  the first that has the kernel
inline auto every_instruction_set(InstructionSet lowest = InstructionSet::kBaseline) {
  const auto all = runnable_instruction_sets();
  std::vector<InstructionSet> sets;
  std::copy_if(all.begin(), all.end(), std::back_inserter(sets), [&](InstructionSet set) { return set >= lowest; });
  return testing::ValuesIn(sets);
}

/// What such a test is called after: "avx512bf16".
inline std::string test_name(const testing::TestParamInfo<InstructionSet>& set) {
  std::string name = name_of(set.param);
  std::erase(name, '-');
  return name;
}

}  // namespace largestep::kernels
