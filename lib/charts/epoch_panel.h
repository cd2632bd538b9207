#pragma once

#include <functional>
#include <string>
#include <vector>

#include "charts/curves.h"
#include "charts/group_looks.h"
#include "figures/chart_model.h"

namespace largestep {

/// Runs that differ in their seed only, and how they look.
struct SeedLine {
  GroupLook look;
  std::vector<const RunData*> runs;
};

/// The lines of all settings, in their order.
/// @param groups  numbers runs and summaries alike
std::vector<SeedLine> seed_lines(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                                 const std::vector<RunSummary>& summaries);

/// A panel over elapsed epochs: a line for each setting, the mean over its seeds with a band; marks where there are few
/// points; a rule where the step size is decayed. Settings that have no such curve are left out.
ChartPanel epoch_panel(const std::string& title, AxisKind y_axis, const std::vector<SeedLine>& lines,
                       const std::function<Curve(const RunData&)>& curve_of);

}  // namespace largestep
