#pragma once

#include <cstdint>

#include "kernels/bfloat16.h"
#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// counts[u] += number of rows whose entry u is > 0. NaN does not count. One pass over the values in the order in which
/// they lie in memory: a comparison and a sum in tensor operations take three, and ten times as long.
/// @param values  [rows, units], row-major
/// @param counts  [units]
void count_positive(const float* values, std::int64_t rows, std::int64_t units, std::int32_t* counts,
                    InstructionSet set = instruction_set());
void count_positive(const BFloat16* values, std::int64_t rows, std::int64_t units, std::int32_t* counts,
                    InstructionSet set = instruction_set());

/// The two as each instruction set has them.
struct CountPositivePasses {
  void (*of_float)(const float* values, std::int64_t rows, std::int64_t units, std::int32_t* counts);
  void (*of_bfloat16)(const BFloat16* values, std::int64_t rows, std::int64_t units, std::int32_t* counts);
};

}  // namespace largestep::kernels
