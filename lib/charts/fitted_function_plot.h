#pragma once

#include <optional>
#include <vector>

#include "charts/recorded_run.h"
#include "figures/chart_model.h"

namespace largestep {

/// A fitted function of one variable over time, a panel a run. None if no run recorded one.
/// @throws Error{kData} for a curve.csv that is damaged.
std::optional<ChartFigure> fitted_function_plot(const std::vector<RecordedRun>& runs);

}  // namespace largestep
