#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace largestep {

/// Medians of all windows of `window` neighbouring values: element i is that of values[i .. i + window). Of an even
/// number of values the lower of the middle two; values that are not finite do not count; NaN where none is finite.
/// Empty if there are fewer than `window` values. window >= 1. O(n log n).
std::vector<double> sliding_median(std::span<const double> values, std::size_t window);

/// The median of the values in the same sense. O(n).
double median(std::span<const double> values);

}  // namespace largestep
