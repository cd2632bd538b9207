#include "charts/epoch_panel.h"

#include <algorithm>

#include "charts/seed_mean.h"
#include "findings/decays.h"

namespace largestep {

std::vector<SeedLine> seed_lines(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                                 const std::vector<RunSummary>& summaries) {
  const auto looks = group_looks(groups, summaries);
  std::vector<SeedLine> lines;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    lines.push_back({looks[i], {}});
    for (const auto run : groups[i].runs) lines.back().runs.push_back(&runs[run]);
  }
  return lines;
}

ChartPanel epoch_panel(const std::string& title, AxisKind y_axis, const std::vector<SeedLine>& lines,
                       const std::function<Curve(const RunData&)>& curve_of) {
  ChartPanel panel{.title = title};
  std::vector<double> values;
  double last = 0;
  for (const auto& [look, runs] : lines) {
    std::vector<Curve> curves;
    for (const auto* run : runs) curves.push_back(curve_of(*run));
    auto series = mean_series(curves);
    if (series.x.empty()) continue;
    series.name = look.name;
    series.colour = look.colour;
    series.dash = look.dash;
    if (series.x.size() <= kMarkedPoints) series.mark = look.mark;
    for (const auto* some : {&series.y, &series.low, &series.high}) {
      values.insert(values.end(), some->begin(), some->end());
    }
    last = std::max(last, series.x.back());
    for (const double epoch : decay_epochs(runs.front()->steps)) panel.rules.push_back({epoch, look.colour});
    panel.series.push_back(std::move(series));
  }
  panel.x = {.low = 0, .high = last > 0 ? last : 1, .label = "epoch"};
  panel.y = axis_over(y_axis, values);
  return panel;
}

}  // namespace largestep
