#pragma once

#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// Last value of each figure of measures.csv but histograms, per run; "" if there is none.
std::string measures_html(const std::vector<RunData>& runs);

/// Final active and dead fraction of each layer, per run.
std::string layers_html(const std::vector<RunData>& runs);

}  // namespace largestep
