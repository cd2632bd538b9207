#include "figures/chart_model.h"

#include <algorithm>

namespace largestep {

ChartAxis axis_over(AxisKind kind, const std::vector<double>& values, std::string label) {
  std::vector<double> drawable;
  std::copy_if(values.begin(), values.end(), std::back_inserter(drawable),
               [&](double value) { return is_drawable(value, kind); });
  const double lowest_of_none = kind == AxisKind::kLogarithmic ? 0.1 : 0.0;
  if (drawable.empty()) return {.kind = kind, .low = lowest_of_none, .high = 1.0, .label = std::move(label)};
  const auto range = value_axis(kind, drawable, 0.0, 1.0);
  return {.kind = kind, .low = range.low, .high = range.high, .label = std::move(label)};
}

bool has_data(const ChartPanel& panel) {
  const auto is_drawn = [&](const ChartSeries& series) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (is_drawable(series.x[i], panel.x.kind) && is_drawable(series.y[i], panel.y.kind)) return true;
    }
    return false;
  };
  return !panel.boxes.empty() || !panel.marks.empty() || !panel.arrows.empty() ||
         std::any_of(panel.series.begin(), panel.series.end(), is_drawn);
}

std::optional<ChartFigure> without_empty_panels(ChartFigure figure) {
  auto& panels = figure.panels;
  panels.erase(std::remove_if(panels.begin(), panels.end(), [](const auto& panel) { return !has_data(panel); }),
               panels.end());
  if (panels.empty()) return std::nullopt;
  return figure;
}

}  // namespace largestep
