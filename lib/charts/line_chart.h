#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "charts/chart_axis.h"
#include "charts/curves.h"

namespace largestep {

struct ChartLine {
  Curve curve;
  std::size_t colour;         ///< index of the run, for run_colour()
  std::vector<double> marks;  ///< x positions of dotted vertical rules in that colour
};

/// One chart: lines over a linear x axis that starts at 0.
struct ChartPanel {
  std::string title;
  std::string x_label;
  AxisKind y_axis = AxisKind::kLinear;
  std::vector<ChartLine> lines;
};

/// A picture of panels side by side under a title and a legend. Text is ASCII; other characters show as '?'.
struct ChartPicture {
  std::string title;
  std::vector<std::string> legend;  ///< name of run i, in run_colour(i)
  std::vector<ChartPanel> panels;
};

/// Draws the picture, 1600 x 900 pixels, as PNG. Drawn at twice the size and reduced, so that edges are smooth.
/// @throws Error{kWrite} if the file cannot be written.
void write_picture(const ChartPicture& picture, const std::filesystem::path& path);

}  // namespace largestep
