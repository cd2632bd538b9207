#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace largestep {

/// The number, or null for what JSON has no number for.
inline nlohmann::ordered_json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

/// The same of a count, rounded; null, too, beyond what a double holds to one.
inline nlohmann::ordered_json whole_or_null(double value) {
  constexpr double kLargestCount = 0x1p53;
  return std::abs(value) <= kLargestCount ? nlohmann::ordered_json(std::llround(value))
                                          : nlohmann::ordered_json(nullptr);
}

}  // namespace largestep
