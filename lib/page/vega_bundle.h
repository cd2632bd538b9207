#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace largestep {

/// Where Vega is looked for, in order: $LARGESTEP_VEGA if set (then nowhere else), and the places distributions use.
/// An entry is a file (Vega as one script) or a directory with the scripts of Vega's packages, as libjs-vega has it.
std::vector<std::filesystem::path> vega_locations();

/// JavaScript that defines the global `vega`, for a <script> element: it holds no `</script` and loads nothing.
/// @throws Error{kData} naming the package to install if Vega is at none of the locations.
std::string read_vega(const std::vector<std::filesystem::path>& locations = vega_locations());

}  // namespace largestep
