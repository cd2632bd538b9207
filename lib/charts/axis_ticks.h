#pragma once

#include <vector>

namespace largestep {

/// Round values (1, 2 or 5 times a power of ten apart) within [low, high], about `count` of them. low < high.
std::vector<double> linear_ticks(double low, double high, int count);

/// Powers of ten within [low, high]; over less than two decades also 2 and 5 times those, and
/// linear_ticks() where even that gives fewer than three. 0 < low < high.
std::vector<double> log_ticks(double low, double high);

}  // namespace largestep
