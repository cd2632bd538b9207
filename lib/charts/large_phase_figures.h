#pragma once

#include <vector>

#include "figures/chart_model.h"
#include "findings/seed_groups.h"

namespace largestep {

/// The paper's Figure 1 of these runs: training loss and test error over the epochs and the features' distinct active
/// fractions at the end, in colours that are the darker the longer the step size stayed large. Beside it, how the
/// fractions move with the training loss. Seeds are their mean with a band from the lowest to the highest.
/// @param groups     by_large_share(); none give no figures
/// @param runs       those that `groups` numbers
/// @param summaries  of `runs`, in their order
std::vector<ChartFigure> large_phase_figures(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                                             const std::vector<RunSummary>& summaries);

}  // namespace largestep
