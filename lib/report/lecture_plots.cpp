#include "report/lecture_plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/palette.h"
#include "report/svg_plot.h"
#include "report/weight_history.h"

namespace largestep {
namespace {

constexpr const char* kPale = "#d7dbe2";
constexpr const char* kDark = "#123a6b";
constexpr const char* kTeacher = "#c62828";

/// What a picture needs of a run.
struct Recorded {
  const RunData* run;
  std::size_t place;  ///< among all runs: its colour
  WeightHistory weights;
};

/// The values of a parameter at step number `at`, empty if the run has none of that name and size.
std::vector<double> values_of(const WeightHistory& weights, const std::string& name, std::size_t at) {
  const auto found = weights.parameters.find(name);
  if (found == weights.parameters.end() || at >= found->second.size()) return {};
  return found->second[at];
}

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
  const auto table = read_side_table(run, "surface.csv");
  if (table.rows() < 4) return {};
  return {table.numbers("x"), table.numbers("y"), table.numbers("loss")};
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

void add_surface(std::vector<LecturePlot>& plots, const std::vector<Recorded>& runs) {
  Surface widest;
  std::vector<const Recorded*> shown;
  for (const auto& recorded : runs) {
    const auto surface = read_surface(*recorded.run);
    if (recorded.weights.size() != 2 || surface.x.empty()) continue;
    shown.push_back(&recorded);
    if (widest.x.empty() || surface.area() > widest.area()) widest = surface;
  }
  if (shown.empty()) return;
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
  plots.push_back({"loss-surface", "Loss surface",
                   "Dark is low, each shade a step of the logarithm. A ring marks the start of a run, a dot its end.",
                   svg_document({plot})});
}

std::vector<PlotPoint> rows_of_two(const std::vector<double>& values) {
  std::vector<PlotPoint> points;
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) points.push_back({values[i], values[i + 1]});
  return points;
}

SvgPlot neurons_panel(const Recorded& recorded, const PlotRange& range) {
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

void add_neurons(std::vector<LecturePlot>& plots, const std::vector<Recorded>& runs) {
  std::vector<const Recorded*> shown;
  PlotRange range{0, 0, 0, 0};
  for (const auto& recorded : runs) {
    const auto inputs = recorded.run->config.value("problem", "");
    if (inputs != "two-layer-teacher" || values_of(recorded.weights, "layer1.weight", 0).empty()) continue;
    shown.push_back(&recorded);
    for (const auto& values : recorded.weights.parameters.at("layer1.weight")) {
      for (const auto& point : rows_of_two(values)) range.include(point);
    }
  }
  if (shown.empty()) return;
  std::vector<SvgPlot> panels;
  for (const auto* recorded : shown) panels.push_back(neurons_panel(*recorded, range.with_margin(0.06)));
  plots.push_back(
      {"neurons", "Neurons in the plane",
       "Each neuron's input weights from the start (ring) along their path to the end (dot), and the teacher's "
       "neurons (arrows): with large steps they gather on a few directions.",
       svg_document(panels)});
}

SvgPlot function_panel(const Recorded& recorded, const CsvTable& curve, const std::vector<PlotPoint>& data) {
  PlotRange range{data[0].x, data[0].x, data[0].y, data[0].y};
  for (const auto& point : data) range.include(point);
  SvgPlot plot(range.with_margin(0.15), recorded.run->label, "x", "f(x)");
  const auto& steps = curve.numbers("step");
  const double last = steps.back();
  for (std::size_t from = 0; from < curve.rows();) {
    std::vector<PlotPoint> points;
    const double step = steps[from];
    for (; from < curve.rows() && steps[from] == step; ++from) {
      points.push_back({curve.numbers("x")[from], curve.numbers("y")[from]});
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

void add_functions(std::vector<LecturePlot>& plots, const std::vector<Recorded>& runs) {
  std::vector<SvgPlot> panels;
  for (const auto& recorded : runs) {
    const auto curve = read_side_table(*recorded.run, "curve.csv");
    const auto data = rows_of_two(values_of(recorded.weights, "points", 0));
    if (curve.rows() > 0 && !data.empty()) panels.push_back(function_panel(recorded, curve, data));
  }
  if (panels.empty()) return;
  plots.push_back({"fitted-function", "The fitted function over time",
                   "Thin lines from pale to dark: the function as training goes on; thick: at the end. Dots: the data.",
                   svg_document(panels)});
}

}  // namespace

std::vector<LecturePlot> lecture_plots(const std::vector<RunData>& runs) {
  std::vector<Recorded> recorded;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    auto weights = read_weights(runs[i]);
    if (!weights.steps.empty()) recorded.push_back({&runs[i], i, std::move(weights)});
  }
  std::vector<LecturePlot> plots;
  add_surface(plots, recorded);
  add_neurons(plots, recorded);
  add_functions(plots, recorded);
  return plots;
}

std::string with_lecture_plots(std::string page, const std::vector<LecturePlot>& plots) {
  const auto end = std::min(page.rfind("</main>"), page.rfind("</body>"));
  if (plots.empty() || end == std::string::npos) return page;
  std::string html = "<section id=\"pictures\">";
  for (const auto& plot : plots) {
    html += fmt::format("<h2>{}</h2>\n<div style=\"overflow-x:auto\">{}</div>\n<p>{}</p>\n", plot.title, plot.svg,
                        plot.caption);
  }
  return page.insert(end, html + "</section>\n");
}

}  // namespace largestep
