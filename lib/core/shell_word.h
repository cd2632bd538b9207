#pragma once

#include <string>

namespace largestep {

/// 'text' in single quotes, whatever it contains, as a POSIX shell reads it.
std::string single_quoted(const std::string& text);

/// The text as one word of a command line to be copied: as it is where no shell would change it, else quoted.
std::string shell_word(const std::string& text);

}  // namespace largestep
