#pragma once

#include <vector>

namespace largestep {

/// Round values (1, 2 or 5 times a power of ten apart) within [low, high], about `count` of them. low < high.
std::vector<double> linear_ticks(double low, double high, int count);

/// About `count` round values within [low, high]: powers of ten, every so many where they are too many; over less than
/// two decades also 2 and 5 times those, or 3 times, as where fewer than three of them are within; and linear_ticks()
/// where even that gives fewer than three.
/// 0 < low < high, count >= 2.
std::vector<double> log_ticks(double low, double high, int count = 7);

/// 2, 3, ..., 9 times the powers of ten within [low, high], for marks without a number; none over more than six
/// decades.
std::vector<double> minor_log_ticks(double low, double high);

}  // namespace largestep
