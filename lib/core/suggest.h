#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace largestep {

/// The candidate with the smallest edit distance to `name` (optimal string alignment: letters inserted, left out,
/// replaced or exchanged with their neighbour), or "" if none is near: the distance is above a third of their mean
/// length. Ties go to the earlier candidate.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

/// "; did you mean step-size?" of the nearest candidate, or of all those that go on after `name` and a hyphen
/// ("sota" of "sota-small" and "sota-large-10"); "" if there is none.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace largestep
