#include "charts/large_phase_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "charts/curves.h"
#include "charts/epoch_panel.h"
#include "findings/large_phase_claims.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

/// A setting of the step size with its runs.
struct Shown : SeedLine {
  std::array<SampleMean, kSparserBlocks.size()> means;              ///< distinct active fractions at the end
  std::array<std::vector<double>, kSparserBlocks.size()> of_seeds;  ///< the same, run by run
};

std::vector<Shown> shown(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                         const std::vector<RunSummary>& summaries) {
  std::vector<Shown> settings;
  auto lines = seed_lines(groups, runs, summaries);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    Shown setting{std::move(lines[i]), {}, {}};
    const double share = summaries[groups[i].runs.front()].large_share;
    setting.look.name = share > 0 ? fmt::format("large, {:.0f} %", 100 * share) : "small";
    for (std::size_t block = 0; block < kSparserBlocks.size(); ++block) {
      const auto figure = kDistinct[kSparserBlocks[block]];
      setting.means[block] = mean_over(groups[i], summaries, figure);
      for (const auto run : groups[i].runs) setting.of_seeds[block].push_back(summaries[run].*figure);
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

/// How several seeds are shown, nothing where each setting has one.
std::string words_on_seeds(const std::vector<Shown>& settings) {
  const bool several = std::any_of(settings.begin(), settings.end(), [](const auto& s) { return s.runs.size() > 1; });
  return several ? " Lines are means over seeds, bands reach from the lowest to the highest." : "";
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
  const std::vector<SeedLine> lines(settings.begin(), settings.end());
  return {
      .name = "figure1",
      .title = "Training loss, test error and sparsity of the features",
      .caption =
          "Small: without a large step size; large: for that share of the run. Dashed: where the step size is "
          "decayed. Training loss: of each step, averaged over half a per cent of the run." +
          words_on_seeds(settings),
      .panels = {epoch_panel("Training loss", AxisKind::kLogarithmic, lines, loss_curve),
                 epoch_panel("Test error", AxisKind::kPerCent, lines, error_once_trained), final_fractions(settings)}};
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
  for (const auto& setting : settings) {
    figure.key.push_back({setting.look.name, setting.look.colour, setting.look.mark});
  }
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
