#include "charts/fitted_function_plot.h"

#include "charts/palette.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

constexpr const char* kPale = "#d7dbe2";
constexpr const char* kDark = "#123a6b";

SvgPlot function_panel(const RecordedRun& recorded, const CsvTable& curve, const std::vector<PlotPoint>& data) {
  PlotRange range{data[0].x, data[0].x, data[0].y, data[0].y};
  for (const auto& point : data) range.include(point);
  SvgPlot plot(range.with_margin(0.15), recorded.run->label, "x", "f(x)");
  const auto& steps = curve.numbers(column::kStep);
  const double last = steps.back();
  for (std::size_t from = 0; from < curve.rows();) {
    std::vector<PlotPoint> points;
    const double step = steps[from];
    for (; from < curve.rows() && steps[from] == step; ++from) {
      points.push_back({curve.numbers(column::kX)[from], curve.numbers(column::kY)[from]});
    }
    const bool is_last = step == last;
    plot.line(points, is_last ? run_colour(recorded.place) : mixed_colour(kPale, kDark, 0.8 * step / last),
              is_last ? 2.4 : 0.7, is_last ? 1.0 : 0.6);
  }
  for (const auto& point : data) plot.dot(point, "#111111", 3.5);
  plot.key("end", run_colour(recorded.place));
  plot.key("halfway", mixed_colour(kPale, kDark, 0.4));
  return plot;
}

}  // namespace

std::optional<LecturePlot> fitted_function_plot(const std::vector<RecordedRun>& runs) {
  std::vector<SvgPlot> panels;
  for (const auto& recorded : runs) {
    const auto curve = read_side_table(*recorded.run, file_name::kCurve);
    const auto data = rows_of_two(values_of(recorded.weights, "points", 0));
    if (curve.rows() > 0 && !data.empty()) panels.push_back(function_panel(recorded, curve, data));
  }
  if (panels.empty()) return std::nullopt;
  return LecturePlot{
      "fitted-function", "The fitted function over time",
      "Thin lines from pale to dark: the function as training goes on; thick: at the end. Dots: the data.",
      svg_document(panels)};
}

}  // namespace largestep
