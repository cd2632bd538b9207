#include "charts/large_phase_figures.h"

#include <fmt/format.h>

#include <algorithm>

#include "charts/curves.h"
#include "charts/group_looks.h"
#include "charts/seed_mean.h"
#include "findings/large_phase_claims.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

/// A setting of the step size with its runs.
struct Shown {
  GroupLook look;
  std::vector<const RunData*> runs;
  std::array<SampleMean, kSparserBlocks.size()> means;              ///< distinct active fractions at the end
  std::array<std::vector<double>, kSparserBlocks.size()> of_seeds;  ///< the same, run by run
};

std::vector<Shown> shown(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                         const std::vector<RunSummary>& summaries) {
  std::vector<Shown> settings;
  const auto looks = group_looks(groups, summaries);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    Shown setting{looks[i], {}, {}, {}};
    const double share = summaries[groups[i].runs.front()].large_share;
    setting.look.name = share > 0 ? fmt::format("large, {:.0f} %", 100 * share) : "small";
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

/// "Shown is the mean of 3 seeds; bands reach from the lowest to the highest." or nothing.
std::string words_on_seeds(const std::vector<Shown>& settings) {
  const bool several = std::any_of(settings.begin(), settings.end(), [](const auto& s) { return s.runs.size() > 1; });
  return several ? " Lines are means over seeds, bands reach from the lowest to the highest." : "";
}

template <typename CurveOf>
ChartSeries series_of(const Shown& setting, const CurveOf& curve_of) {
  std::vector<Curve> curves;
  for (const auto* run : setting.runs) curves.push_back(curve_of(*run));
  auto series = mean_series(curves);
  series.name = setting.look.name;
  series.colour = setting.look.colour;
  return series;
}

std::vector<double> all_y(const std::vector<ChartSeries>& series) {
  std::vector<double> values;
  for (const auto& one : series) {
    for (const auto* some : {&one.y, &one.low, &one.high}) values.insert(values.end(), some->begin(), some->end());
  }
  return values;
}

std::vector<double> all_x(const std::vector<ChartSeries>& series) {
  std::vector<double> values;
  for (const auto& one : series) values.insert(values.end(), one.x.begin(), one.x.end());
  return values;
}

ChartPanel over_epochs(const std::vector<Shown>& settings, const std::string& title, AxisKind y_axis,
                       Curve (*curve_of)(const RunData&)) {
  ChartPanel panel{.title = title};
  for (const auto& setting : settings) {
    panel.series.push_back(series_of(setting, curve_of));
    auto& series = panel.series.back();
    if (series.x.size() <= kMarkedPoints) series.mark = setting.look.mark;
    for (const double epoch : decay_epochs(setting.runs.front()->steps)) {
      panel.rules.push_back({epoch, setting.look.colour});
    }
  }
  const auto epochs = all_x(panel.series);
  panel.x = {.low = 0, .high = epochs.empty() ? 1 : *std::max_element(epochs.begin(), epochs.end()), .label = "epoch"};
  panel.y = axis_over(y_axis, all_y(panel.series));
  return panel;
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

/// Bars of the means over the seeds, a ring a seed.
ChartPanel final_fractions(const std::vector<Shown>& settings) {
  ChartPanel panel{.title = "Distinct active fraction at the end",
                   .x = {.low = 0, .high = static_cast<double>(kSparserBlocks.size())}};
  constexpr double kBarsShare = 0.8;
  const double width = kBarsShare / static_cast<double>(settings.size());
  double highest = 0;
  for (std::size_t i = 0; i < kSparserBlocks.size(); ++i) {
    panel.x.categories.push_back(fmt::format("block {}", kSparserBlocks[i] + 1));
    double left = static_cast<double>(i) + (1 - kBarsShare) / 2;
    for (const auto& setting : settings) {
      const double mean = setting.means[i].mean;
      panel.boxes.push_back({{left, 0}, {left + width, mean}, setting.look.colour, mean, setting.look.name});
      highest = std::max(highest, mean);
      for (const double value : setting.of_seeds[i]) {
        if (setting.runs.size() < 2) break;
        panel.marks.push_back(
            {{left + width / 2, value}, MarkShape::kRing, "#1b1f27", 1.6, setting.look.name + ", a seed"});
        highest = std::max(highest, value);
      }
      left += width;
    }
  }
  panel.y = {.low = 0, .high = 1.05 * highest};
  return panel;
}

ChartFigure figure1(const std::vector<Shown>& settings) {
  return {.name = "figure1",
          .title = "The loss hovers, the features get sparse",
          .caption =
              "Small: without a large step size; large: for that share of the run. Dashed: where the step size is "
              "decayed. Training loss: of each step, averaged over half a per cent of the run." +
              words_on_seeds(settings),
          .panels = {over_epochs(settings, "Training loss", AxisKind::kLogarithmic, loss_curve),
                     over_epochs(settings, "Test error", AxisKind::kPerCent, error_once_trained),
                     final_fractions(settings)}};
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

ChartFigure sparsity_against_loss(const std::vector<Shown>& settings) {
  ChartFigure figure{
      .name = "sparsity-against-loss",
      .title = "Sparsity of the features against the training loss",
      .caption =
          "A point an evaluation, the large one at the end: training goes from the right to the left. Runs that "
          "are as far trained are above each other."};
  std::vector<double> fractions, losses;
  for (const auto block : kSparserBlocks) {
    ChartPanel panel{.title = fmt::format("Block {}", block + 1)};
    for (const auto& setting : settings) {
      for (const auto* run : setting.runs) {
        const auto path = path_of(*run, block);
        if (path.x.empty()) continue;
        panel.series.push_back({.name = setting.look.name,
                                .named_at_end = false,
                                .colour = setting.look.colour,
                                .x = path.x,
                                .y = path.y,
                                .width = 0.9,
                                .mark = setting.look.mark,
                                .mark_radius = 1.4});
        panel.marks.push_back(
            {{path.x.back(), path.y.back()}, setting.look.mark, setting.look.colour, 3.4, setting.look.name});
        losses.insert(losses.end(), path.x.begin(), path.x.end());
        fractions.insert(fractions.end(), path.y.begin(), path.y.end());
      }
    }
    figure.panels.push_back(std::move(panel));
  }
  for (auto& panel : figure.panels) {
    panel.x = axis_over(AxisKind::kLogarithmic, losses, "training loss on the probe set");
    panel.y = axis_over(AxisKind::kLinear, fractions);
  }
  figure.panels.front().y.label = "distinct active fraction";
  for (const auto& [look, runs, means, seeds] : settings) figure.key.push_back({look.name, look.colour, look.mark});
  return figure;
}

}  // namespace

std::vector<ChartFigure> large_phase_figures(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                                             const std::vector<RunSummary>& summaries) {
  if (groups.empty()) return {};
  const auto settings = shown(groups, runs, summaries);
  return {figure1(settings), sparsity_against_loss(settings)};
}

}  // namespace largestep
