#pragma once

#include <string>
#include <vector>

#include "report/findings.h"
#include "report/run_data.h"
#include "report/seed_groups.h"

namespace largestep {

/// One row per run: status, epochs, losses and errors; the lowest of each figure is bold.
std::string summary_html(const std::vector<RunSummary>& runs);

/// One row per group of runs that differ in their seed alone, each figure as mean ± standard deviation; "" if no group
/// has two runs.
std::string seeds_html(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs);

/// The settings of config.toml that differ between the runs, one row a run; for a single run all of them, one a row.
std::string differing_settings_html(const std::vector<RunData>& runs);

/// Last value of each figure of measures.csv but histograms, per run; "" if there is none.
std::string measures_html(const std::vector<RunData>& runs);

/// Every setting, and what run.json says about machine, data and time.
std::string all_settings_html(const std::vector<RunData>& runs);

/// Final active and dead fraction of each layer, per run.
std::string layers_html(const std::vector<RunData>& runs);

}  // namespace largestep
