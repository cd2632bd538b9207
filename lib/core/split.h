#pragma once

#include <string>
#include <vector>

namespace largestep {

/// The parts of a text between separators, one more than there are separators; parts may be empty.
std::vector<std::string> split(const std::string& text, char separator);

}  // namespace largestep
