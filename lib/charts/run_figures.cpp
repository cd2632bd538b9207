#include "charts/run_figures.h"

#include <algorithm>

#include "charts/curves.h"
#include "charts/epoch_panel.h"

namespace largestep {
namespace {

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
  const auto lines = seed_lines(groups, runs, summaries);
  const auto distinct = [](const RunData& run) {
    const auto blocks = blocks_of(run.sparsity).size();
    return blocks == 0 ? Curve{} : distinct_curve(run, blocks - 1);
  };
  auto training = epoch_panel("Training loss per step, smoothed", AxisKind::kLogarithmic, lines, loss_curve);
  cut_what_diverges(training);
  auto step_size = epoch_panel("Step size", AxisKind::kLogarithmic, lines, step_size_curve);
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
                     .panels = {epoch_panel("Distinct active fraction of " + last_block_of(summaries),
                                            AxisKind::kPerCent, lines, distinct),
                                epoch_panel("Test error", AxisKind::kPerCent, lines, error_curve)}},
                      ChartFigure{.name = "training",
                      .title = "Training",
                      .note = note,
                      .panels = {std::move(training), std::move(step_size)}}}) {
    if (auto shown_figure = without_empty_panels(std::move(figure))) figures.push_back(std::move(*shown_figure));
  }
  return figures;
}

}  // namespace largestep
