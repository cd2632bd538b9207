#pragma once

#include <string>

namespace largestep {

/// This machine's name as gethostname has it, "unnamed-host" if it has none; at most 255 bytes.
std::string host_name();

}  // namespace largestep
