#include "charts/loss_surface_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "charts/palette.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

/// The path of a run of two numbers.
std::vector<PlotPoint> path_of(const WeightHistory& weights) {
  std::vector<PlotPoint> path;
  for (std::size_t at = 0; at < weights.steps.size(); ++at) {
    std::vector<double> point;
    for (const auto& [name, history] : weights.parameters) {
      point.insert(point.end(), history[at].begin(), history[at].end());
    }
    path.push_back({point[0], point[1]});
  }
  return path;
}

struct Surface {
  std::vector<double> x, y, loss;  ///< rows of surface.csv: a square grid, y fastest
  double area() const { return (x.back() - x.front()) * (y.back() - y.front()); }
};

Surface read_surface(const RunData& run) {
  const auto table = read_side_table(run, file_name::kSurface);
  if (table.rows() < 4) return {};
  return {table.numbers(column::kX), table.numbers(column::kY), table.numbers(column::kLoss)};
}

void draw_surface(SvgPlot& plot, const Surface& surface) {
  const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(surface.x.size()))));
  const auto [low, high] = std::minmax_element(surface.loss.begin(), surface.loss.end());
  const double floor = std::log10(std::max(*low, *high * 1e-4));
  const double span = std::max(std::log10(*high) - floor, 1e-9);
  const double half_x = (surface.x[side] - surface.x[0]) / 2;
  const double half_y = (surface.y[1] - surface.y[0]) / 2;
  for (std::size_t i = 0; i < surface.x.size(); ++i) {
    const double share = std::clamp((std::log10(std::max(surface.loss[i], 1e-300)) - floor) / span, 0.0, 1.0);
    // Ten steps of colour make level lines visible.
    plot.cell({surface.x[i] - half_x, surface.y[i] - half_y}, {surface.x[i] + half_x, surface.y[i] + half_y},
              mixed_colour("#2b3a67", "#f3f1e7", std::floor(share * 12) / 12));
  }
}

}  // namespace

std::optional<LecturePlot> loss_surface_plot(const std::vector<RecordedRun>& runs) {
  Surface widest;
  std::vector<const RecordedRun*> shown;
  for (const auto& recorded : runs) {
    const auto surface = read_surface(*recorded.run);
    if (recorded.weights.size() != 2 || surface.x.empty()) continue;
    shown.push_back(&recorded);
    if (widest.x.empty() || surface.area() > widest.area()) widest = surface;
  }
  if (shown.empty()) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [name, history] : shown.front()->weights.parameters) {
    for (std::size_t i = 0; i < history.front().size(); ++i) {
      names.push_back(history.front().size() == 1 ? name : fmt::format("{}[{}]", name, i));
    }
  }
  SvgPlot plot({widest.x.front(), widest.x.back(), widest.y.front(), widest.y.back()}, "Loss surface and paths",
               names[0], names[1]);
  draw_surface(plot, widest);
  for (const auto* recorded : shown) {
    const auto path = path_of(recorded->weights);
    const auto* colour = run_colour(recorded->place);
    plot.line(path, colour, 1.4, 0.8);
    plot.ring(path.front(), colour, 5);
    plot.dot(path.back(), colour, 5);
    plot.key(recorded->run->label, colour);
  }
  return LecturePlot{"loss-surface", "Loss surface",
                     "Dark is low, each shade a step of the logarithm. A ring marks the start of a run, a dot its end.",
                     svg_document({plot})};
}

}  // namespace largestep
