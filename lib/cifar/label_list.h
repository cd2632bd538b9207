#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace largestep {

/// Reads a JSON array of `count` labels, integers 0..9. Needs memory in proportion to the text.
/// @throws Error{kData}, not naming the file, for text that is no such array; labels are counted from 0.
std::vector<char> parse_labels(std::string_view json, std::size_t count);

}  // namespace largestep
