#pragma once

#include <string>
#include <vector>

#include "charts/lecture_plot.h"
#include "run_files/run_data.h"

namespace largestep {

/// Pictures of small problems whose runs recorded their weights (train --weights-every): the loss surface of problems
/// of two numbers with the paths of the runs on it; neurons of a hidden layer over two inputs moving in the plane; a
/// fitted function of one variable over time. None for other runs.
/// @throws Error{kData} for a weights.csv, curve.csv or surface.csv that is damaged.
std::vector<LecturePlot> lecture_plots(const std::vector<RunData>& runs);

/// A picture with its title and caption, as HTML.
std::string plot_html(const LecturePlot& plot);

/// The page with the pictures as a section of their own at its end; as it is if there are none.
std::string with_lecture_plots(std::string page, const std::vector<LecturePlot>& plots);

}  // namespace largestep
