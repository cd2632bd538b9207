#include "sweep/sweep_figures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "figures/palette.h"
#include "sweep/sweep_map.h"
#include "sweep/varied_axis.h"

namespace largestep {
namespace {

constexpr std::size_t kMostLines = 8;

/// The settings with several values besides the seed, that of the horizontal axis first: the step size, if it is one.
std::vector<std::size_t> settings_shown(const SweepPlan& plan) {
  auto shown = compared_settings(plan);
  std::erase_if(shown, [&](std::size_t i) { return plan.varied[i].values.size() < 2; });
  std::stable_partition(shown.begin(), shown.end(), [&](std::size_t i) { return plan.varied[i].name == "step-size"; });
  return shown;
}

/// The combinations of all settings but that of the axis, as the first cell of each has them.
std::vector<std::vector<std::size_t>> lines_of(const SweepResults& results, std::size_t setting) {
  std::vector<std::vector<std::size_t>> lines;
  for (const auto& cell : results.cells) {
    if (cell.chosen[setting] == 0) lines.push_back(cell.chosen);
  }
  return lines;
}

/// "decay-at 0.3, width 8": what tells a line from the others.
std::string name_of_line(const SweepPlan& plan, const std::vector<std::size_t>& chosen,
                         const std::vector<std::size_t>& settings) {
  std::vector<std::string> parts;
  for (const auto i : settings) parts.push_back(plan.varied[i].name + " " + plan.varied[i].values[chosen[i]]);
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// Of a line that stands for itself, or of one among several in an order.
std::string colour_of(std::size_t line, std::size_t lines) {
  return lines == 1 ? run_colour(0) : ordered_colour(static_cast<double>(line) / static_cast<double>(lines - 1));
}

bool most_hover(const SweepResults& results, const SweepCell& cell) {
  return 2 * results.count(cell, LossOutcome::kHovers) > results.count_status(cell, "finished");
}

/// One line of a panel: its means with the band of its seeds, and a mark at each value.
void add_line(ChartPanel& panel, const SweepResults& results, const std::vector<const SweepCell*>& cells,
              const std::vector<double>& places, const std::string& figure, const ChartSeries& look) {
  auto series = look;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto values = results.values(*cells[i], figure);
    const double mean = results.mean(*cells[i], figure).mean;
    if (!is_drawable(mean, panel.y.kind)) continue;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    series.x.push_back(places[i]);
    series.y.push_back(mean);
    series.low.push_back(is_drawable(*low, panel.y.kind) ? *low : mean);
    series.high.push_back(*high);
    panel.marks.push_back({.at = {places[i], mean},
                           .shape = most_hover(results, *cells[i]) ? MarkShape::kDot : MarkShape::kRing,
                           .colour = look.colour,
                           .series = look.name});
  }
  panel.series.push_back(std::move(series));
}

/// Triangles at the top; those of several lines at the same place stand below each other.
void mark_diverged(ChartPanel& panel, const SweepResults& results, const std::vector<const SweepCell*>& cells,
                   const std::vector<double>& places, std::size_t line, const ChartSeries& look) {
  const double y = at_share(panel.y, 0.96 - 0.06 * static_cast<double>(line));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (results.count(*cells[i], LossOutcome::kDiverges) == 0) continue;
    panel.marks.push_back(
        {.at = {places[i], y}, .shape = MarkShape::kTriangle, .colour = look.colour, .series = look.name});
  }
}

ChartPanel panel_of(const SweepResults& results, const VariedAxis& across, const std::string& figure,
                    const std::vector<std::vector<std::size_t>>& lines, const std::vector<ChartSeries>& looks) {
  std::vector<double> values;
  for (const auto& cell : results.cells) {
    for (const double value : results.values(cell, figure)) values.push_back(value);
  }
  ChartPanel panel{.title = title_of(figure), .x = across.axis, .y = axis_over(axis_kind(figure), values)};
  for (std::size_t line = 0; line < lines.size(); ++line) {
    std::vector<const SweepCell*> cells;
    for (const auto value : across.values) {
      auto chosen = lines[line];
      chosen[across.setting] = value;
      cells.push_back(&results.cell(chosen));
    }
    add_line(panel, results, cells, across.places, figure, looks[line]);
    mark_diverged(panel, results, cells, across.places, line, looks[line]);
  }
  return panel;
}

std::vector<ChartFigure> line_figure(const SweepResults& results, const std::vector<std::size_t>& shown) {
  const auto& plan = results.plan;
  const auto across = axis_of(plan, shown.front());
  const auto lines = lines_of(results, across.setting);
  if (lines.size() > kMostLines) return {};
  ChartFigure figure{.name = kSweepLines,
                     .title = "Against " + across.axis.label,
                     .caption = "Lines: means over the seeds that finished; bands: from the lowest to the highest."};
  std::vector<ChartSeries> looks;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    looks.push_back({.name = name_of_line(plan, lines[i], {shown.begin() + 1, shown.end()}),
                     .named_at_end = false,
                     .colour = colour_of(i, lines.size())});
    if (lines.size() > 1) figure.key.push_back({.name = looks.back().name, .colour = looks.back().colour});
  }
  for (const auto& name : drawn_figures(results.figures)) {
    figure.panels.push_back(panel_of(results, across, name, lines, looks));
  }
  const auto add_key = [&](const char* name, MarkShape mark, bool is_there) {
    if (is_there) figure.key.push_back({.name = name, .colour = looks.front().colour, .mark = mark, .has_line = false});
  };
  const auto any_cell = [&](const auto& test) { return std::any_of(results.cells.begin(), results.cells.end(), test); };
  const bool any_hovers = any_cell([&](const SweepCell& cell) { return most_hover(results, cell); });
  add_key("the loss hovers until the decay", MarkShape::kDot, any_hovers);
  add_key("it does not", MarkShape::kRing, any_hovers);
  add_key("a seed diverged", MarkShape::kTriangle,
          any_cell([&](const SweepCell& cell) { return results.count(cell, LossOutcome::kDiverges) > 0; }));
  return {std::move(figure)};
}

}  // namespace

std::vector<ChartFigure> sweep_figures(const SweepResults& results) {
  const auto shown = settings_shown(results.plan);
  if (shown.empty() || results.figures.empty()) return {};
  auto figures = line_figure(results, shown);
  if (shown.size() == 2) figures.push_back(sweep_map(results, shown[0], shown[1]));
  return figures;
}

}  // namespace largestep
