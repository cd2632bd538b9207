#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/findings.h"
#include "report/run_data.h"

namespace largestep {

/// Text as HTML text or attribute value: & < > " ' become entities.
std::string escape_html(std::string_view text);

/// One row per run: status, epochs, losses and errors; the lowest of each figure is bold.
std::string summary_html(const std::vector<RunSummary>& runs);

/// The settings of config.toml that differ between the runs, one column a run; all of them for a single run.
std::string differing_settings_html(const std::vector<RunData>& runs);

/// Every setting, and what run.json says about machine, data and time.
std::string all_settings_html(const std::vector<RunData>& runs);

/// Final active and dead fraction of each layer, per run.
std::string layers_html(const std::vector<RunData>& runs);

}  // namespace largestep
