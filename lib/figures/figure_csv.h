#pragma once

#include <string>

#include "figures/chart_model.h"

namespace largestep {

/// What a figure shows, as CSV, a row a point: panel,series,x,y and, where the figure has bands, low,high; where it has
/// bars or maps, value. Numbers are the shortest decimals that read back as the same double. A bar's x is its category.
std::string figure_csv(const ChartFigure& figure);

}  // namespace largestep
