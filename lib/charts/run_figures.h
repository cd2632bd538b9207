#pragma once

#include <vector>

#include "figures/chart_model.h"
#include "findings/seed_groups.h"

namespace largestep {

/// Two figures of any runs over elapsed epochs, decays marked, seeds as their mean with a band from the lowest to the
/// highest: "sparsity", distinct active fraction of the last block and test error; and "training", smoothed training
/// loss and step size, both logarithmic. A panel without data is left out, and a figure without panels.
/// @param groups     of all runs
/// @param runs       those that `groups` numbers
/// @param summaries  of `runs`, in their order
std::vector<ChartFigure> run_figures(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                                     const std::vector<RunSummary>& summaries);

}  // namespace largestep
