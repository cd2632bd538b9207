#pragma once

#include <optional>
#include <vector>

#include "charts/recorded_run.h"
#include "figures/chart_model.h"

namespace largestep {

/// The loss over the plane, for problems of two numbers, with the paths of the runs that recorded it on the widest of
/// their surfaces. None if no run did.
/// @throws Error{kData} for a surface.csv that is damaged.
std::optional<ChartFigure> loss_surface_plot(const std::vector<RecordedRun>& runs);

}  // namespace largestep
