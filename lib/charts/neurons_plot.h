#pragma once

#include <optional>
#include <vector>

#include "charts/recorded_run.h"
#include "figures/chart_model.h"

namespace largestep {

/// The neurons of two-layer-teacher moving in the plane of its inputs, a panel a run. None if no run recorded them.
std::optional<ChartFigure> neurons_plot(const std::vector<RecordedRun>& runs);

}  // namespace largestep
