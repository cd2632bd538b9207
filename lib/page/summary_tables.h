#pragma once

#include <string>
#include <vector>

#include "findings/run_summary.h"
#include "findings/seed_groups.h"

namespace largestep {

/// One row per run: status, epochs, and of losses, errors and active fractions those that any run has; the lowest of
/// each figure is bold.
std::string summary_html(const std::vector<RunSummary>& runs);

/// One row per group of runs that differ in their seed alone, each figure as mean ± half its 95 % interval; "" if no
/// group has two runs.
std::string seeds_html(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs);

}  // namespace largestep
