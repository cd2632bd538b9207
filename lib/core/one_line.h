#pragma once

#include <string>
#include <string_view>

namespace largestep {

/// Text fit for one line of a terminal, whatever file or argument it came from: control bytes and those that are no
/// UTF-8 are written \xNN, and of a text beyond 2000 bytes the middle is left out.
std::string one_line(std::string_view text);

}  // namespace largestep
