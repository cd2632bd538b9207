#pragma once

#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// The settings of config.toml that differ between the runs, one row a run; for a single run all of them, one a row.
std::string differing_settings_html(const std::vector<RunData>& runs);

/// Every setting, and what run.json says about machine, data and time.
std::string all_settings_html(const std::vector<RunData>& runs);

}  // namespace largestep
