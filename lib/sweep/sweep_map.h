#pragma once

#include "figures/chart_model.h"
#include "sweep/sweep_results.h"

namespace largestep {

/// "sweep-map" (sweep_figures.h): figures, and the share of runs whose loss hovers, over two settings.
/// @param across, up  places of the settings in the plan
ChartFigure sweep_map(const SweepResults& results, std::size_t across, std::size_t up);

}  // namespace largestep
