#include "charts/neurons_plot.h"

#include <algorithm>

#include "figures/chart_axis.h"
#include "figures/palette.h"

namespace largestep {
namespace {

constexpr const char* kTeacher = "#d55e00";
constexpr const char* kNeuronEnd = kPalette[0];
constexpr const char* kPath = "#8a8f98";

/// The range of zero and the values, with a margin.
ChartAxis plane_axis(const std::vector<double>& values, const std::string& label) {
  double low = 0, high = 0;
  for (const double value : values) {
    if (!is_drawable(value, AxisKind::kLinear)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  const double margin = high > low ? 0.06 * (high - low) : 0.5;
  return {.low = low - margin, .high = high + margin, .label = label};
}

ChartPanel neurons_panel(const RecordedRun& recorded) {
  ChartPanel panel{.title = recorded.run->label, .aspect = 0.85};
  const auto& history = recorded.weights.parameters.at("layer1.weight");
  for (std::size_t neuron = 0; neuron < history.front().size() / 2; ++neuron) {
    ChartSeries path{.name = "neuron", .named_at_end = false, .colour = kPath, .width = 0.6, .opacity = 0.7};
    for (const auto& values : history) {
      path.x.push_back(values[2 * neuron]);
      path.y.push_back(values[2 * neuron + 1]);
    }
    panel.marks.push_back({{path.x.front(), path.y.front()}, MarkShape::kRing, kPath, 2.2, "start"});
    panel.marks.push_back({{path.x.back(), path.y.back()}, MarkShape::kDot, kNeuronEnd, 2.6, "end"});
    panel.series.push_back(std::move(path));
  }
  for (const auto& tip : rows_of_two(values_of(recorded.weights, "teacher", 0))) {
    if (!is_drawable(tip.x, AxisKind::kLinear) || !is_drawable(tip.y, AxisKind::kLinear)) continue;
    panel.arrows.push_back({{0, 0}, tip, kTeacher, "teacher"});
  }
  return panel;
}

}  // namespace

std::optional<ChartFigure> neurons_plot(const std::vector<RecordedRun>& runs) {
  ChartFigure figure{
      .name = "neurons",
      .title = "Neurons in the plane",
      .caption =
          "Each neuron's input weights from the start (ring) along their path to the end (dot), and the teacher's "
          "neurons (arrows): with large steps they gather on a few directions.",
      .key = {{.name = "start", .colour = kPath, .mark = MarkShape::kRing, .has_line = false},
              {.name = "end", .colour = kNeuronEnd, .mark = MarkShape::kDot, .has_line = false},
              {.name = "teacher", .colour = kTeacher}}};
  std::vector<double> x, y;
  for (const auto& recorded : runs) {
    const auto problem = text_or(recorded.run->config, "problem", "");
    if (problem != "two-layer-teacher" || values_of(recorded.weights, "layer1.weight", 0).empty()) continue;
    figure.panels.push_back(neurons_panel(recorded));
    const auto& panel = figure.panels.back();
    for (const auto& path : panel.series) {
      x.insert(x.end(), path.x.begin(), path.x.end());
      y.insert(y.end(), path.y.begin(), path.y.end());
    }
    for (const auto& arrow : panel.arrows) {
      x.push_back(arrow.to.x);
      y.push_back(arrow.to.y);
    }
  }
  if (figure.panels.empty()) return std::nullopt;
  for (auto& panel : figure.panels) {
    panel.x = plane_axis(x, "first weight");
    panel.y = plane_axis(y, "second weight");
  }
  return figure;
}

}  // namespace largestep
