#pragma once

#include <string>
#include <vector>

#include "findings/findings.h"

namespace largestep {

/// The finding in large numbers: lowest test error, lowest distinct active fraction in the last block and lowest
/// training loss, each with whose it is and how far the highest is from it. A figure that no run has is left out.
/// @param compared  runs, or their means over seeds
std::string finding_tiles_html(const std::vector<RunSummary>& compared);

}  // namespace largestep
