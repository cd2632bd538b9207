#pragma once

#include <array>

namespace largestep {

/// What is done to images before a network sees them: (x - mean) / deviation of each colour, x in [0, 1].
struct Normalisation {
  std::array<double, 3> mean{0, 0, 0};
  std::array<double, 3> deviation{1, 1, 1};  ///< each above 0

  bool operator==(const Normalisation&) const = default;
};

}  // namespace largestep
