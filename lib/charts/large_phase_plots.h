#pragma once

#include <vector>

#include "charts/lecture_plot.h"
#include "findings/seed_groups.h"

namespace largestep {

/// The paper's Figure 1 of these runs: training loss and test error over the epochs and the features' distinct active
/// fractions at the end, in one hue that is the darker the longer the step size stayed large. Beside it, how the
/// fractions move with the training loss.
/// @param groups     by_large_share(); none give no plots
/// @param runs       those that `groups` numbers
/// @param summaries  of `runs`, in their order
std::vector<LecturePlot> large_phase_plots(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                                           const std::vector<RunSummary>& summaries);

}  // namespace largestep
