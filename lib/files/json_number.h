#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace largestep {

/// The number, or null for what JSON has no number for.
inline nlohmann::ordered_json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace largestep
