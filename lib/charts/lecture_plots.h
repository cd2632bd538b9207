#pragma once

#include <string>
#include <vector>

#include "figures/chart_model.h"
#include "run_files/run_data.h"

namespace largestep {

/// Pictures of small problems whose runs recorded their weights (train --weights-every): the loss surface of problems
/// of two numbers with the paths of the runs on it; neurons of a hidden layer over two inputs moving in the plane; a
/// fitted function of one variable over time. None for other runs.
/// @throws Error{kData} for a weights.csv, curve.csv or surface.csv that is damaged.
std::vector<ChartFigure> lecture_plots(const std::vector<RunData>& runs);

}  // namespace largestep
