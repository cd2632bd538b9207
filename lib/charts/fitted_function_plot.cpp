#include "charts/fitted_function_plot.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "figures/chart_axis.h"
#include "figures/palette.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

constexpr const char* kData = "#1b1f27";
constexpr const char* kFittedEnd = kPalette[1];

ChartAxis axis_of(const std::vector<ChartPoint>& data, double ChartPoint::*coordinate, const std::string& label) {
  std::vector<double> values;
  for (const auto& point : data) {
    if (is_drawable(point.*coordinate, AxisKind::kLinear)) values.push_back(point.*coordinate);
  }
  if (values.empty()) values.push_back(0);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double margin = *high > *low ? 0.15 * (*high - *low) : std::max(0.5, 1e-6 * std::abs(*high));
  return {.low = *low - margin, .high = *high + margin, .label = label};
}

/// curve.csv of a run, empty if there is none; its steps are numbers in ascending order.
CsvTable read_curve(const RunData& run) {
  auto curve = read_side_table(run, file_name::kCurve);
  constexpr double kLast = 0x1p53;
  double before = 0;
  for (const double step : curve.numbers(column::kStep)) {
    // Written so that no number is refused, too.
    if (!(step >= before && step <= kLast)) {
      fail(ErrorKind::kData, "{} has the step {}, a number from {} up was expected",
           (run.path / file_name::kCurve).string(), step, before);
    }
    before = step;
  }
  return curve;
}

/// In order of time, darker all the way.
std::string colour_of(double elapsed) { return ordered_colour(0.7 * elapsed); }

ChartPanel function_panel(const RecordedRun& recorded, const CsvTable& curve, const std::vector<ChartPoint>& data) {
  ChartPanel panel{.title = recorded.run->label,
                   .x = axis_of(data, &ChartPoint::x, "x"),
                   .y = axis_of(data, &ChartPoint::y, "f(x)")};
  const auto& steps = curve.numbers(column::kStep);
  const double last = steps.back();
  for (std::size_t from = 0; from < curve.rows();) {
    const double step = steps[from];
    ChartSeries series{.name = "step " + std::to_string(static_cast<long long>(step)), .named_at_end = false};
    for (; from < curve.rows() && steps[from] == step; ++from) {
      series.x.push_back(curve.numbers(column::kX)[from]);
      series.y.push_back(curve.numbers(column::kY)[from]);
    }
    const bool is_last = step == last;
    series.colour = is_last ? kFittedEnd : colour_of(step / last);
    series.width = is_last ? 1.9 : 0.55;
    series.opacity = is_last ? 1.0 : 0.6;
    panel.series.push_back(std::move(series));
  }
  for (const auto& point : data) panel.marks.push_back({point, MarkShape::kDot, kData, 2.4, "data"});
  return panel;
}

}  // namespace

std::optional<ChartFigure> fitted_function_plot(const std::vector<RecordedRun>& runs) {
  ChartFigure figure{
      .name = "fitted-function",
      .title = "The fitted function over time",
      .caption = "Thin lines from light to dark: the function as training goes on; thick: at the end. Dots: the data.",
      .key = {{.name = "start", .colour = colour_of(0)},
              {.name = "halfway", .colour = colour_of(0.5)},
              {.name = "end", .colour = kFittedEnd},
              {.name = "data", .colour = kData, .mark = MarkShape::kDot, .has_line = false}}};
  for (const auto& recorded : runs) {
    const auto curve = read_curve(*recorded.run);
    const auto data = rows_of_two(values_of(recorded.weights, "points", 0));
    if (curve.rows() > 0 && !data.empty()) figure.panels.push_back(function_panel(recorded, curve, data));
  }
  if (figure.panels.empty()) return std::nullopt;
  return figure;
}

}  // namespace largestep
