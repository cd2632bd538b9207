#include "charts/large_phase_plots.h"

#include <fmt/format.h>

#include <algorithm>

#include "charts/curves.h"
#include "charts/svg_plot.h"
#include "findings/large_phase_claims.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

constexpr const char* kShortColour = "#8fbbe8";
constexpr const char* kLongColour = "#08264f";

/// A setting of the step size with its runs.
struct Shown {
  std::string name;
  std::string colour;
  std::vector<const RunData*> runs;
  std::array<SampleMean, kSparserBlocks.size()> means;              ///< distinct active fractions at the end
  std::array<std::vector<double>, kSparserBlocks.size()> of_seeds;  ///< the same, run by run
};

std::vector<Shown> shown(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                         const std::vector<RunSummary>& summaries) {
  std::vector<Shown> settings;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double share = summaries[groups[i].runs.front()].large_share;
    const double darkness = static_cast<double>(i) / static_cast<double>(groups.size() - 1);
    Shown setting{share > 0 ? fmt::format("large step size for {:.0f} %", 100 * share) : "small step size",
                  mixed_colour(kShortColour, kLongColour, darkness),
                  {},
                  {},
                  {}};
    for (const auto run : groups[i].runs) setting.runs.push_back(&runs[run]);
    for (std::size_t block = 0; block < kSparserBlocks.size(); ++block) {
      const auto figure = kDistinct[kSparserBlocks[block]];
      setting.means[block] = mean_over(groups[i], summaries, figure);
      for (const auto run : groups[i].runs) setting.of_seeds[block].push_back(summaries[run].*figure);
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

struct ColouredCurve {
  Curve curve;
  const Shown* setting;
  const RunData* run;
};

template <typename CurveOf>
std::vector<ColouredCurve> curves_of(const std::vector<Shown>& settings, const CurveOf& curve_of) {
  std::vector<ColouredCurve> curves;
  for (const auto& setting : settings) {
    for (const auto* run : setting.runs) curves.push_back({curve_of(*run), &setting, run});
  }
  return curves;
}

/// Ranges that hold all points, with room at the top and the bottom.
PlotRange range_of(const std::vector<ColouredCurve>& curves, AxisKind x_axis, AxisKind y_axis) {
  std::vector<double> x, y;
  for (const auto& [curve, setting, run] : curves) {
    x.insert(x.end(), curve.x.begin(), curve.x.end());
    y.insert(y.end(), curve.y.begin(), curve.y.end());
  }
  if (x.empty()) return {0.1, 1, 0.1, 1};
  const auto across = value_axis(x_axis, x, 0, 1);
  const auto up = value_axis(y_axis, y, 0, 1);
  return {across.low, across.high, up.low, up.high};
}

void draw(SvgPlot& plot, const std::vector<ColouredCurve>& curves, double width) {
  for (const auto& [curve, setting, run] : curves) {
    std::vector<PlotPoint> points;
    for (std::size_t i = 0; i < curve.x.size(); ++i) points.push_back({curve.x[i], curve.y[i]});
    plot.line(points, setting->colour, width);
  }
}

SvgPlot over_epochs(const std::vector<Shown>& settings, const std::string& title, AxisKind y_axis,
                    Curve (*curve_of)(const RunData&)) {
  const auto curves = curves_of(settings, curve_of);
  auto range = range_of(curves, AxisKind::kLinear, y_axis);
  range.low_x = 0;
  SvgPlot plot(range, title, "epoch", "", AxisKind::kLinear, y_axis);
  for (const auto& setting : settings) {
    for (const double epoch : decay_epochs(setting.runs.front()->steps)) plot.rule(epoch, setting.colour);
  }
  draw(plot, curves, 1.8);
  return plot;
}

/// Without the start, where the error is that of guessing and would only squeeze the rest.
Curve error_once_trained(const RunData& run) {
  auto curve = error_curve(run);
  if (!curve.x.empty() && curve.x.front() == 0) {
    curve.x.erase(curve.x.begin());
    curve.y.erase(curve.y.begin());
  }
  return curve;
}

/// Bars of the means over the seeds, a dot a seed.
SvgPlot final_fractions(const std::vector<Shown>& settings) {
  SvgPlot plot({0, static_cast<double>(kSparserBlocks.size()), 0, 1.4}, "Distinct active fraction at the end", "", "");
  constexpr double kBarsShare = 0.8;
  const double width = kBarsShare / static_cast<double>(settings.size());
  for (std::size_t i = 0; i < kSparserBlocks.size(); ++i) {
    plot.category(static_cast<double>(i) + 0.5, fmt::format("block {}", kSparserBlocks[i] + 1));
    double left = static_cast<double>(i) + (1 - kBarsShare) / 2;
    for (const auto& setting : settings) {
      plot.cell({left, 0}, {left + width, setting.means[i].mean}, setting.colour);
      if (setting.runs.size() > 1) {
        for (const double value : setting.of_seeds[i]) plot.ring({left + width / 2, value}, "#e0701a", 2.5);
      }
      left += width;
    }
  }
  for (const auto& setting : settings) plot.key(setting.name, setting.colour);
  return plot;
}

LecturePlot figure1(const std::vector<Shown>& settings) {
  return {
      "figure1", "The loss hovers, the features get sparse",
      "Dashed: where the step size is decayed. Training loss: of each step, averaged over half a per cent of the run.",
      svg_document({over_epochs(settings, "Training loss", AxisKind::kLogarithmic, loss_curve),
                    over_epochs(settings, "Test error", AxisKind::kPerCent, error_once_trained),
                    final_fractions(settings)})};
}

/// Distinct active fraction over the training loss on the same images: a point an evaluation.
Curve path_of(const RunData& run, std::size_t block) {
  const auto fractions = distinct_curve(run, block);
  const auto& epochs = run.metrics.numbers(column::kEpoch);
  const auto& losses = run.metrics.numbers(column::kTrainLoss);
  Curve path;
  for (std::size_t i = 0; i < fractions.x.size(); ++i) {
    const auto place = std::find(epochs.begin(), epochs.end(), fractions.x[i]);
    if (place == epochs.end()) continue;
    const double loss = losses[static_cast<std::size_t>(place - epochs.begin())];
    if (!is_drawable(loss, AxisKind::kLogarithmic)) continue;
    path.x.push_back(loss);
    path.y.push_back(fractions.y[i]);
  }
  return path;
}

LecturePlot sparsity_against_loss(const std::vector<Shown>& settings) {
  std::vector<SvgPlot> panels;
  for (const auto block : kSparserBlocks) {
    const auto curves = curves_of(settings, [&](const RunData& run) { return path_of(run, block); });
    SvgPlot plot(range_of(curves, AxisKind::kLogarithmic, AxisKind::kLinear), fmt::format("Block {}", block + 1),
                 "training loss on the probe set", "distinct active fraction", AxisKind::kLogarithmic);
    draw(plot, curves, 1.2);
    for (const auto& [curve, setting, run] : curves) {
      for (std::size_t i = 0; i < curve.x.size(); ++i) {
        plot.dot({curve.x[i], curve.y[i]}, setting->colour, i + 1 == curve.x.size() ? 4.5 : 2);
      }
    }
    panels.push_back(std::move(plot));
  }
  for (const auto& setting : settings) panels.front().key(setting.name, setting.colour);
  return {
      "sparsity-against-loss", "Sparsity of the features against the training loss",
      "A dot an evaluation, the thick one at the end: training goes from the right to the left. Runs that are as far "
      "trained are above each other.",
      svg_document(panels)};
}

}  // namespace

std::vector<LecturePlot> large_phase_plots(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                                           const std::vector<RunSummary>& summaries) {
  if (groups.empty()) return {};
  const auto settings = shown(groups, runs, summaries);
  return {figure1(settings), sparsity_against_loss(settings)};
}

}  // namespace largestep
