#include "sweep/sweep_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/palette.h"
#include "sweep/sweep_figures.h"
#include "sweep/varied_axis.h"

namespace largestep {
namespace {

/// The share of a cell's finished runs whose loss hovered.
double hovering_share(const SweepResults& results, const SweepCell& cell) {
  const auto finished = results.count_status(cell, "finished");
  return finished == 0 ? std::nan("")
                       : static_cast<double>(results.count(cell, LossOutcome::kHovers)) / static_cast<double>(finished);
}

/// A map of what a function says of each cell; triangles where all runs of one diverged.
template <typename ValueOf>
ChartPanel map_panel(const SweepResults& results, const VariedAxis& columns, const VariedAxis& rows, std::string title,
                     ChartAxis scale, const ValueOf& value_of) {
  constexpr std::size_t kColours = 64;
  ChartPanel panel{.title = std::move(title), .x = columns.axis, .y = rows.axis};
  panel.colours = ColourScale{.axis = scale, .colours = map_colours(kColours)};
  const auto share = [&](double value) {
    const double part = scale.kind == AxisKind::kLogarithmic
                            ? std::log(value / scale.low) / std::log(scale.high / scale.low)
                            : (value - scale.low) / (scale.high - scale.low);
    return std::clamp(part, 0.0, 1.0);
  };
  for (std::size_t row = 0; row < rows.values.size(); ++row) {
    for (std::size_t column = 0; column < columns.values.size(); ++column) {
      auto chosen = results.cells.front().chosen;
      chosen[rows.setting] = rows.values[row];
      chosen[columns.setting] = columns.values[column];
      const auto& cell = results.cell(chosen);
      const double x = static_cast<double>(column), y = static_cast<double>(row);
      if (const double value = value_of(cell); is_drawable(value, scale.kind)) {
        panel.boxes.push_back(
            {.low = {x, y}, .high = {x + 1, y + 1}, .colour = map_colour(share(value)), .value = value});
      } else if (results.count(cell, LossOutcome::kDiverges) > 0) {
        panel.marks.push_back({.at = {x + 0.5, y + 0.5}, .shape = MarkShape::kTriangle, .colour = run_colour(1)});
      }
    }
  }
  return panel;
}

}  // namespace

ChartFigure sweep_map(const SweepResults& results, std::size_t across, std::size_t up) {
  const auto columns = side_by_side(axis_of(results.plan, across), results.plan);
  const auto rows = side_by_side(axis_of(results.plan, up), results.plan);
  auto names = drawn_figures(results.figures);
  if (names.size() > 2) std::erase(names, "train_loss");
  ChartFigure figure{.name = kSweepMap,
                     .title = fmt::format("Over {} and {}", columns.axis.label, rows.axis.label),
                     .caption = "Means over the seeds that finished."};
  for (const auto& name : names) {
    std::vector<double> means;
    for (const auto& cell : results.cells) means.push_back(results.mean(cell, name).mean);
    figure.panels.push_back(map_panel(results, columns, rows, title_of(name), axis_over(axis_kind(name), means),
                                      [&](const SweepCell& cell) { return results.mean(cell, name).mean; }));
  }
  figure.panels.push_back(map_panel(results, columns, rows, "share of runs whose loss hovers",
                                    {.kind = AxisKind::kPerCent, .low = 0.0, .high = 1.0},
                                    [&](const SweepCell& cell) { return hovering_share(results, cell); }));
  const auto has_diverged = [&](const SweepCell& cell) { return results.count(cell, LossOutcome::kDiverges) > 0; };
  if (std::any_of(results.cells.begin(), results.cells.end(), has_diverged)) {
    figure.key.push_back(
        {.name = "diverged", .colour = run_colour(1), .mark = MarkShape::kTriangle, .has_line = false});
  }
  return figure;
}

}  // namespace largestep
