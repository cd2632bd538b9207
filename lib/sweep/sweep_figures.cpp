#include "sweep/sweep_figures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "figures/palette.h"
#include "files/csv_file.h"

namespace largestep {
namespace {

constexpr std::size_t kMostLines = 8;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A setting along an axis of a picture.
struct VariedAxis {
  std::size_t setting;              ///< its place in the plan
  std::vector<std::size_t> values;  ///< places of its values, numbers in ascending order
  std::vector<double> places;       ///< of these on the axis
  ChartAxis axis;

  std::vector<std::string> names(const SweepPlan& plan) const {
    std::vector<std::string> found;
    for (const auto value : values) found.push_back(plan.varied[setting].values[value]);
    return found;
  }
};

/// Whether ratios of successive values are more alike than their distances; of two values, whether they are far apart.
bool is_spaced_in_ratios(const std::vector<double>& sorted) {
  constexpr double kFarApart = 5;
  if (!(sorted.front() > 0)) return false;
  if (sorted.size() < 3) return sorted.back() >= kFarApart * sorted.front();
  const auto unevenness = [&](const auto& distance) {
    double least = INFINITY, most = 0;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      least = std::min(least, distance(sorted[i - 1], sorted[i]));
      most = std::max(most, distance(sorted[i - 1], sorted[i]));
    }
    return most / least;
  };
  return unevenness([](double a, double b) { return std::log(b / a); }) <
         unevenness([](double a, double b) { return b - a; });
}

/// The value so far up an axis.
double at_share(const ChartAxis& axis, double share) {
  return axis.kind == AxisKind::kLogarithmic ? axis.low * std::pow(axis.high / axis.low, share)
                                             : axis.low + share * (axis.high - axis.low);
}

/// With room for the marks of the first and the last value.
ChartAxis axis_with_room(AxisKind kind, const std::vector<double>& values, const std::string& label) {
  constexpr double kRoom = 0.04;
  auto axis = axis_over(kind, values, label);
  const double low = at_share(axis, -kRoom), high = at_share(axis, 1 + kRoom);
  axis.low = low;
  axis.high = high;
  return axis;
}

/// Numbers in two digits, where that tells them apart: there is little room beside each other.
std::vector<std::string> short_names(std::vector<std::string> names) {
  auto rounded = names;
  for (auto& name : rounded) {
    if (const auto number = number_in(name)) name = fmt::format("{:.2g}", *number);
  }
  const std::set<std::string> different(rounded.begin(), rounded.end());
  return different.size() == names.size() ? rounded : names;
}

void as_categories(VariedAxis& axis, const SweepPlan& plan) {
  const auto count = axis.values.size();
  axis.axis = {.low = 0.0,
               .high = static_cast<double>(count),
               .label = axis.axis.label,
               .categories = short_names(axis.names(plan))};
  axis.places.clear();
  for (std::size_t i = 0; i < count; ++i) axis.places.push_back(static_cast<double>(i) + 0.5);
}

VariedAxis axis_of(const SweepPlan& plan, std::size_t setting) {
  VariedAxis result{.setting = setting, .values = {}, .places = {}, .axis = {.label = plan.varied[setting].name}};
  std::vector<double> numbers;
  for (const auto& text : plan.varied[setting].values) {
    result.values.push_back(result.values.size());
    numbers.push_back(number_in(text).value_or(kNaN));
  }
  const bool are_numbers =
      std::all_of(numbers.begin(), numbers.end(), [](double value) { return std::isfinite(value); });
  if (are_numbers) {
    std::sort(result.values.begin(), result.values.end(), [&](auto a, auto b) { return numbers[a] < numbers[b]; });
    for (const auto value : result.values) result.places.push_back(numbers[value]);
    const auto kind = is_spaced_in_ratios(result.places) ? AxisKind::kLogarithmic : AxisKind::kLinear;
    result.axis = axis_with_room(kind, result.places, result.axis.label);
  } else {
    as_categories(result, plan);
  }
  return result;
}

/// The settings with several values besides the seed, that of the horizontal axis first: the step size, if it is one.
std::vector<std::size_t> settings_shown(const SweepPlan& plan) {
  auto shown = compared_settings(plan);
  std::erase_if(shown, [&](std::size_t i) { return plan.varied[i].values.size() < 2; });
  std::stable_partition(shown.begin(), shown.end(), [&](std::size_t i) { return plan.varied[i].name == "step-size"; });
  return shown;
}

AxisKind axis_kind(const std::string& figure) {
  if (is_fraction(figure)) return AxisKind::kPerCent;
  return figure.ends_with("_loss") ? AxisKind::kLogarithmic : AxisKind::kLinear;
}

const SweepCell& cell_at(const SweepResults& results, const std::vector<std::size_t>& chosen) {
  return *std::find_if(results.cells.begin(), results.cells.end(),
                       [&](const SweepCell& cell) { return cell.chosen == chosen; });
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

std::vector<std::string> figures_drawn(const SweepResults& results) {
  auto figures = telling_figures(results.figures);
  std::erase(figures, "train_error");
  return figures;
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
      cells.push_back(&cell_at(results, chosen));
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
  ChartFigure figure{.name = "sweep",
                     .title = "Against " + across.axis.label,
                     .caption = "Lines: means over the seeds that finished; bands: from the lowest to the highest."};
  std::vector<ChartSeries> looks;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    looks.push_back({.name = name_of_line(plan, lines[i], {shown.begin() + 1, shown.end()}),
                     .named_at_end = false,
                     .colour = colour_of(i, lines.size())});
    if (lines.size() > 1) figure.key.push_back({.name = looks.back().name, .colour = looks.back().colour});
  }
  for (const auto& name : figures_drawn(results)) {
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

/// The share of a cell's finished runs whose loss hovered.
double hovering_share(const SweepResults& results, const SweepCell& cell) {
  const auto finished = results.count_status(cell, "finished");
  return finished == 0 ? kNaN
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
      const auto& cell = cell_at(results, chosen);
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

std::vector<ChartFigure> map_figure(const SweepResults& results, const std::vector<std::size_t>& shown) {
  auto columns = axis_of(results.plan, shown[0]);
  auto rows = axis_of(results.plan, shown[1]);
  as_categories(columns, results.plan);
  as_categories(rows, results.plan);
  auto names = figures_drawn(results);
  if (names.size() > 2) std::erase(names, "train_loss");
  ChartFigure figure{.name = "sweep-map",
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
  figure.key.push_back({.name = "diverged", .colour = run_colour(1), .mark = MarkShape::kTriangle, .has_line = false});
  return {std::move(figure)};
}

}  // namespace

std::vector<ChartFigure> sweep_figures(const SweepResults& results) {
  const auto shown = settings_shown(results.plan);
  if (shown.empty() || results.figures.empty()) return {};
  auto figures = line_figure(results, shown);
  if (shown.size() == 2) {
    for (auto& figure : map_figure(results, shown)) figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace largestep
