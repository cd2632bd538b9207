#pragma once

#include <string>
#include <vector>

#include "charts/lecture_plot.h"

namespace largestep {

/// A picture with its title and caption, as HTML.
std::string plot_html(const LecturePlot& plot);

/// The page with the pictures as a section of their own before its footer, or at its end; as it is if there are none.
std::string with_plots(std::string page, const std::vector<LecturePlot>& plots);

}  // namespace largestep
