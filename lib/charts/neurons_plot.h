#pragma once

#include <optional>
#include <vector>

#include "charts/lecture_plot.h"
#include "charts/recorded_run.h"

namespace largestep {

/// The neurons of two-layer-teacher moving in the plane of its inputs, a panel a run. None if no run recorded them.
std::optional<LecturePlot> neurons_plot(const std::vector<RecordedRun>& runs);

}  // namespace largestep
