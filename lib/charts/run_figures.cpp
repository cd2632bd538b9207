#include "charts/run_figures.h"

#include <algorithm>
#include <functional>

#include "charts/curves.h"
#include "charts/group_looks.h"
#include "charts/seed_mean.h"

namespace largestep {
namespace {

using CurveOf = std::function<Curve(const RunData&)>;

/// What a figure is made of.
struct Runs {
  const std::vector<SeedGroup>& groups;
  const std::vector<RunData>& data;
  std::vector<GroupLook> looks;
};

ChartPanel panel_of(const Runs& runs, const std::string& title, AxisKind y_axis, const CurveOf& curve_of) {
  ChartPanel panel{.title = title};
  std::vector<double> values;
  double last = 0;
  for (std::size_t i = 0; i < runs.groups.size(); ++i) {
    const auto& look = runs.looks[i];
    std::vector<Curve> curves;
    for (const auto run : runs.groups[i].runs) curves.push_back(curve_of(runs.data[run]));
    auto series = mean_series(curves);
    if (series.x.empty()) continue;
    series.name = look.name;
    series.colour = look.colour;
    series.dash = look.dash;
    if (series.x.size() <= kMarkedPoints) series.mark = look.mark;
    for (const auto* some : {&series.y, &series.low, &series.high})
      values.insert(values.end(), some->begin(), some->end());
    last = std::max(last, series.x.back());
    for (const double epoch : decay_epochs(runs.data[runs.groups[i].runs.front()].steps)) {
      panel.rules.push_back({epoch, look.colour});
    }
    panel.series.push_back(std::move(series));
  }
  panel.x = {.low = 0, .high = last > 0 ? last : 1, .label = "epoch"};
  panel.y = axis_over(y_axis, values);
  return panel;
}

/// A diverging run leaves the panel instead of squeezing the others.
void cut_what_diverges(ChartPanel& panel) {
  constexpr double kMost = 30.0;
  double highest_start = 0.0;
  for (const auto& series : panel.series) highest_start = std::max(highest_start, series.y.front());
  if (highest_start > panel.y.low) panel.y.high = std::min(panel.y.high, kMost * highest_start);
}

std::string note_on_data(const std::vector<RunSummary>& summaries) {
  const bool synthetic =
      std::any_of(summaries.begin(), summaries.end(), [](const auto& run) { return is_synthetic(run.dataset); });
  return synthetic ? "Synthetic images, not CIFAR-10." : "";
}

}  // namespace

std::vector<ChartFigure> run_figures(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                                     const std::vector<RunSummary>& summaries) {
  const Runs shown{groups, runs, group_looks(groups, summaries)};
  const auto distinct = [](const RunData& run) {
    const auto blocks = blocks_of(run.sparsity).size();
    return blocks == 0 ? Curve{} : distinct_curve(run, blocks - 1);
  };
  auto training = panel_of(shown, "Training loss per step, smoothed", AxisKind::kLogarithmic, loss_curve);
  cut_what_diverges(training);
  auto step_size = panel_of(shown, "Step size", AxisKind::kLogarithmic, step_size_curve);
  for (auto& series : step_size.series) {
    // It is the same for every seed, and changes where it is set, not between.
    series.low.clear();
    series.high.clear();
    series.steps = true;
    series.mark = MarkShape::kNone;
  }
  const auto note = note_on_data(summaries);
  std::vector<ChartFigure> figures;
  for (auto figure : {ChartFigure{.name = "sparsity",
                     .title = "Sparse features and test error",
                     .note = note,
                     .panels = {panel_of(shown, "Distinct active fraction of " + last_block_of(summaries),
                                         AxisKind::kPerCent, distinct),
                                panel_of(shown, "Test error", AxisKind::kPerCent, error_curve)}},
                      ChartFigure{.name = "training",
                      .title = "Training",
                      .note = note,
                      .panels = {std::move(training), std::move(step_size)}}}) {
    if (auto shown_figure = without_empty_panels(std::move(figure))) figures.push_back(std::move(*shown_figure));
  }
  return figures;
}

}  // namespace largestep
