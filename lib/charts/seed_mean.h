#pragma once

#include <vector>

#include "charts/curves.h"
#include "figures/chart_model.h"

namespace largestep {

/// A curve over seeds as a line of a figure: the mean at each x of the first seed's, and a band from the lowest to the
/// highest seed. Other seeds are interpolated; where one has ended it no longer counts. One curve has no band.
/// @param curves  those without points are left out; none with points give a series without any
ChartSeries mean_series(const std::vector<Curve>& curves);

}  // namespace largestep
