#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace largestep {

/// The candidate with the smallest edit distance (Levenshtein) to `name`, or "" if none is near (more than half of the
/// name would have to change). Ties go to the earlier candidate.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace largestep
