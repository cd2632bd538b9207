#pragma once

#include <cstdint>

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// counts[u] += number of rows whose entry u is > 0. NaN does not count. One pass over the values in the order in which
/// they lie in memory: a comparison and a sum in tensor operations take three, and ten times as long.
/// T is float or BFloat16.
template <typename T>
struct CountPositiveKernels {
  /// @param values  [rows, units], row-major
  /// @param counts  [units]
  void (*add)(const T* values, std::int64_t rows, std::int64_t units, std::int32_t* counts);
};

template <typename T>
const CountPositiveKernels<T>& count_positive_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
