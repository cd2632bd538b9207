#pragma once

#include <string>

namespace largestep {

/// The text as a part of a file's name: letters, digits and . + _ as they are, everything else a hyphen.
std::string file_name_word(std::string text);

}  // namespace largestep
