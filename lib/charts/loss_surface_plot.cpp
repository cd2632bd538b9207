#include "charts/loss_surface_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "figures/chart_axis.h"
#include "figures/palette.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

/// Few enough shades that level lines are seen.
constexpr std::size_t kShades = 12;

/// Colours of paths, those first that are no shade of the map.
constexpr std::array<std::size_t, 6> kOnMap{1, 3, 5, 0, 4, 2};

/// The path of a run of two numbers, for as long as both were recorded.
ChartSeries path_of(const WeightHistory& weights) {
  ChartSeries path;
  auto steps = weights.steps.size();
  for (const auto& [name, history] : weights.parameters) steps = std::min(steps, history.size());
  for (std::size_t at = 0; at < steps; ++at) {
    std::vector<double> point;
    for (const auto& [name, history] : weights.parameters) {
      point.insert(point.end(), history[at].begin(), history[at].end());
    }
    path.x.push_back(point[0]);
    path.y.push_back(point[1]);
  }
  return path;
}

struct Surface {
  std::vector<double> x, y, loss;  ///< rows of surface.csv: a square grid, y fastest
  double area() const { return (x.back() - x.front()) * (y.back() - y.front()); }
};

/// The lowest and highest that are shown of what may be zero, infinite or no number.
constexpr double kLowestLoss = 1e-100, kHighestLoss = 1e100;

std::size_t side_of(const Surface& surface) {
  return static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(surface.x.size()))));
}

bool is_square_grid(const Surface& surface) {
  const auto& [x, y, loss] = surface;
  const auto side = side_of(surface);
  if (side < 2 || side * side != x.size()) return false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto row = i / side, place = i % side;
    if (x[i] != x[row * side] || y[i] != y[place]) return false;
    if (!is_drawable(x[i], AxisKind::kLinear) || !is_drawable(y[i], AxisKind::kLinear)) return false;
    if ((row > 0 && x[i] <= x[i - side]) || (place > 0 && y[i] <= y[i - 1])) return false;
  }
  return true;
}

/// Empty if the run recorded none.
Surface read_surface(const RunData& run) {
  const auto table = read_side_table(run, file_name::kSurface);
  if (table.rows() == 0) return {};
  Surface surface{table.numbers(column::kX), table.numbers(column::kY), table.numbers(column::kLoss)};
  if (!is_square_grid(surface)) {
    fail(ErrorKind::kData, "{} is no square grid with x and y in ascending order",
         (run.path / file_name::kSurface).string());
  }
  return surface;
}

void add_surface(ChartPanel& panel, const Surface& surface) {
  const auto side = side_of(surface);
  std::vector<double> levels;  // logarithms of losses
  double low = std::numeric_limits<double>::infinity(), top = -low;
  for (const double loss : surface.loss) {
    // Written so that no number, too, is as high as can be: there training fails.
    levels.push_back(loss <= kHighestLoss ? std::log10(std::max(loss, kLowestLoss))
                                          : std::numeric_limits<double>::infinity());
    if (!std::isfinite(levels.back())) continue;
    low = std::min(low, levels.back());
    top = std::max(top, levels.back());
  }
  if (top < low) low = top = 0;  // no loss is one
  // No more than four decades, of whatever is below.
  const double floor = std::max(low, top - 4);
  const double span = std::max(top - floor, 1e-9);
  const double half_x = (surface.x[side] - surface.x[0]) / 2;
  const double half_y = (surface.y[1] - surface.y[0]) / 2;
  const auto colours = map_colours(kShades);
  for (std::size_t i = 0; i < surface.x.size(); ++i) {
    const double share = std::clamp((levels[i] - floor) / span, 0.0, 1.0);
    const auto shade = std::min(static_cast<std::size_t>(share * kShades), kShades - 1);
    panel.boxes.push_back({{surface.x[i] - half_x, surface.y[i] - half_y},
                           {surface.x[i] + half_x, surface.y[i] + half_y},
                           colours[shade],
                           surface.loss[i],
                           "loss"});
  }
  panel.colours = ColourScale{{.kind = AxisKind::kLogarithmic,
                               .low = std::pow(10.0, floor),
                               .high = std::pow(10.0, floor + span),
                               .label = "loss"},
                              colours};
}

std::vector<std::string> names_of_two(const WeightHistory& weights) {
  std::vector<std::string> names;
  for (const auto& [name, history] : weights.parameters) {
    for (std::size_t i = 0; i < history.front().size(); ++i) {
      names.push_back(history.front().size() == 1 ? name : fmt::format("{}[{}]", name, i));
    }
  }
  return names;
}

}  // namespace

std::optional<ChartFigure> loss_surface_plot(const std::vector<RecordedRun>& runs) {
  Surface widest;
  std::vector<const RecordedRun*> shown;
  for (const auto& recorded : runs) {
    const auto surface = read_surface(*recorded.run);
    if (recorded.weights.size() != 2 || surface.x.empty()) continue;
    shown.push_back(&recorded);
    if (widest.x.empty() || surface.area() > widest.area()) widest = surface;
  }
  if (shown.empty()) return std::nullopt;
  const auto names = names_of_two(shown.front()->weights);
  ChartPanel panel{.x = {.low = widest.x.front(), .high = widest.x.back(), .label = names[0]},
                   .y = {.low = widest.y.front(), .high = widest.y.back(), .label = names[1]},
                   .aspect = 0.8};
  add_surface(panel, widest);
  ChartFigure figure{.name = "loss-surface",
                     .title = "Loss surface",
                     .caption =
                         "Dark is low, each shade a step of the logarithm. A ring marks the start of a run, a dot "
                         "its end."};
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& label = shown[i]->run->label;
    const auto* colour = kPalette[kOnMap[i % kOnMap.size()]];
    auto path = path_of(shown[i]->weights);
    const ChartPoint start{path.x.front(), path.y.front()}, end{path.x.back(), path.y.back()};
    path.name = label;
    path.named_at_end = false;
    path.colour = colour;
    path.width = 1.2;
    path.outlined = true;
    panel.series.push_back(std::move(path));
    panel.marks.push_back({start, MarkShape::kRing, colour, 3.6, label + ", start"});
    panel.marks.push_back({end, MarkShape::kDot, colour, 3.6, label + ", end"});
    figure.key.push_back({.name = label, .colour = colour});
  }
  figure.panels.push_back(std::move(panel));
  return figure;
}

}  // namespace largestep
