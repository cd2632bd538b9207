#pragma once

#include <vector>

namespace largestep {

/// Places for labels of one height, as near as possible (in the sum of squares) to where they are wanted, so that no
/// two overlap and all lie within [low, high]. Labels that are wanted at one place keep their order.
///
/// @param wanted   centres, finite
/// @param spacing  least distance of two centres, > 0; if they do not fit at that, they share the room evenly
/// @param low      least centre
/// @param high     greatest centre, >= low
/// @return the centres, in the order of `wanted`
std::vector<double> spread_labels(const std::vector<double>& wanted, double spacing, double low, double high);

}  // namespace largestep
