#include "charts/neurons_plot.h"

#include "charts/palette.h"

namespace largestep {
namespace {

constexpr const char* kTeacher = "#c62828";

SvgPlot neurons_panel(const RecordedRun& recorded, const PlotRange& range) {
  const auto& history = recorded.weights.parameters.at("layer1.weight");
  SvgPlot plot(range, recorded.run->label, "first weight", "second weight");
  const auto* colour = run_colour(recorded.place);
  for (std::size_t neuron = 0; neuron < history.front().size() / 2; ++neuron) {
    std::vector<PlotPoint> path;
    for (const auto& values : history) path.push_back({values[2 * neuron], values[2 * neuron + 1]});
    plot.line(path, "#8a8f98", 0.8, 0.7);
    plot.ring(path.front(), "#8a8f98", 3);
    plot.dot(path.back(), colour, 3.5);
  }
  for (const auto& tip : rows_of_two(values_of(recorded.weights, "teacher", 0))) plot.arrow({0, 0}, tip, kTeacher);
  plot.key("end", colour);
  plot.key("teacher", kTeacher);
  return plot;
}

}  // namespace

std::optional<LecturePlot> neurons_plot(const std::vector<RecordedRun>& runs) {
  std::vector<const RecordedRun*> shown;
  PlotRange range{0, 0, 0, 0};
  for (const auto& recorded : runs) {
    const auto inputs = recorded.run->config.value("problem", "");
    if (inputs != "two-layer-teacher" || values_of(recorded.weights, "layer1.weight", 0).empty()) continue;
    shown.push_back(&recorded);
    for (const auto& values : recorded.weights.parameters.at("layer1.weight")) {
      for (const auto& point : rows_of_two(values)) range.include(point);
    }
  }
  if (shown.empty()) return std::nullopt;
  std::vector<SvgPlot> panels;
  for (const auto* recorded : shown) panels.push_back(neurons_panel(*recorded, range.with_margin(0.06)));
  return LecturePlot{
      "neurons", "Neurons in the plane",
      "Each neuron's input weights from the start (ring) along their path to the end (dot), and the teacher's "
      "neurons (arrows): with large steps they gather on a few directions.",
      svg_document(panels)};
}

}  // namespace largestep
