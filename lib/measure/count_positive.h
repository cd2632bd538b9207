#pragma once

#include <cstdint>

namespace largestep {

/// counts[u] += number of rows whose entry u is > 0, for the units `from` <= u < `to`. One pass over the values: a
/// comparison and a sum in tensor operations take three, and ten times as long.
/// @param values  [rows, units], row-major. NaN does not count.
void count_positive(const float* values, std::int64_t rows, std::int64_t units, std::int64_t from, std::int64_t to,
                    std::int32_t* counts);
/// The same for bfloat16, given as its bits.
void count_positive(const std::uint16_t* values, std::int64_t rows, std::int64_t units, std::int64_t from,
                    std::int64_t to, std::int32_t* counts);

}  // namespace largestep
