#include "page/page_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "charts/curves.h"
#include "charts/group_looks.h"
#include "findings/decays.h"
#include "findings/stabilization.h"
#include "page/curve_list.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

/// How finely curves are kept, so that all runs together stay within what a page can hold and draw.
struct PointBudget {
  std::size_t steps;        ///< points of a curve with one value a step
  std::size_t evaluations;  ///< points of a curve with one value an evaluation
};

PointBudget budget_for(std::size_t runs) {
  return {.steps = std::clamp<std::size_t>(60'000 / runs, 250, 4000),
          .evaluations = std::clamp<std::size_t>(20'000 / runs, 100, 1000)};
}

void add_metrics(const RunData& run, CurveList& curves) {
  if (run.metrics.rows() == 0) return;
  static constexpr std::array kOther{column::kStep, column::kEpoch, column::kStepSize, column::kEvaluationSeconds};
  for (const auto& name : run.metrics.columns()) {
    if (std::find(kOther.begin(), kOther.end(), name) != kOther.end()) continue;
    curves.add(name, finite_points(run.metrics.numbers(column::kEpoch), run.metrics.numbers(name)));
  }
}

struct LayerRows {
  std::string layer;
  std::vector<std::size_t> rows;
};

/// Rows of each layer on the probe set, layers in the order in which they first appear.
std::vector<LayerRows> probe_rows(const CsvTable& sparsity) {
  std::vector<LayerRows> layers;
  std::map<std::string, std::size_t> places;
  for (std::size_t row = 0; row < sparsity.rows(); ++row) {
    if (sparsity.texts(column::kSource)[row] != activity_source::kProbe) continue;
    const auto& layer = sparsity.texts(column::kLayer)[row];
    const auto [place, is_new] = places.emplace(layer, layers.size());
    if (is_new) layers.push_back({layer, {}});
    layers[place->second].rows.push_back(row);
  }
  return layers;
}

Curve curve_of_rows(const CsvTable& table, const std::vector<std::size_t>& rows, const std::string& column) {
  std::vector<double> x, y;
  const auto& epochs = table.numbers(column::kEpoch);
  const auto& values = table.numbers(column);
  for (const auto row : rows) {
    x.push_back(epochs[row]);
    y.push_back(values[row]);
  }
  return finite_points(x, y);
}

void add_layers(const RunData& run, const std::vector<LayerRows>& layers, CurveList& curves) {
  const auto blocks = blocks_of(run.sparsity);
  for (const auto& [layer, rows] : layers) {
    curves.add("active:" + layer, curve_of_rows(run.sparsity, rows, column::kActiveFraction));
    curves.add("dead:" + layer, curve_of_rows(run.sparsity, rows, column::kDeadFraction));
    for (const auto& block : blocks) {
      if (layer != block.layer) continue;
      curves.add("distinct:" + block.name, curve_of_rows(run.sparsity, rows, column::kDistinctActiveFraction));
    }
  }
}

/// Figures of measures.csv over the epochs. Those of `channels` are bins of a histogram, and of `dead` curves of dead
/// fractions exist already: neither is a curve here.
void add_measures(const RunData& run, CurveList& curves) {
  std::map<std::string, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < run.measures.rows(); ++row) {
    const auto& measure = run.measures.texts(column::kMeasure)[row];
    if (measure == "channels" || measure == "dead") continue;
    const auto& layer = run.measures.texts(column::kLayer)[row];
    auto name = fmt::format("{}:{}", measure, run.measures.texts(column::kFigure)[row]);
    if (!layer.empty()) name.append(":").append(layer);
    rows[name].push_back(row);
  }
  for (const auto& [name, of_name] : rows) curves.add(name, curve_of_rows(run.measures, of_name, column::kValue));
}

/// The last histogram of each layer: counts of channels by active fraction.
Json channel_histograms(const RunData& run) {
  Json histograms = Json::object();
  const auto measures = final_measures(run);
  const auto channels = measures.find("channels");
  if (channels == measures.end()) return histograms;
  for (const auto& [layer, bins] : channels->items()) {
    if (!bins.is_object()) continue;
    auto& counts = histograms[layer] = Json::array();
    for (const auto& [label, count] : bins.items()) counts.push_back(count);
  }
  return histograms;
}

Json run_json(const RunData& run, const RunSummary& summary, const std::vector<LayerRows>& layers,
              const PointBudget& budget, Grids& grids) {
  CurveList curves(grids, budget.evaluations);
  const auto& epochs = run.steps.numbers(column::kEpoch);
  const auto loss = bucket_means(finite_points(epochs, run.steps.numbers(column::kLoss)), budget.steps);
  curves.add_whole(column::kLoss, loss.curve);
  curves.add_whole(column::kStepSize,
                   thinned_steps(finite_points(epochs, run.steps.numbers(column::kStepSize)), budget.steps));
  add_metrics(run, curves);
  add_layers(run, layers, curves);
  add_measures(run, curves);
  return {{"label", run.label},
          {"decays", short_numbers(decay_epochs(run.steps))},
          {"stabilization", to_json(summary.stabilization)},
          {"steps_per_point", loss.values_per_point},
          {"curves", curves.take()},
          {"channels", channel_histograms(run)}};
}

double mean_step_size(const RunData& run) {
  const auto& step_sizes = run.steps.numbers(column::kStepSize);
  if (step_sizes.empty()) return 0;
  return std::accumulate(step_sizes.begin(), step_sizes.end(), 0.0) / static_cast<double>(step_sizes.size());
}

/// Lengths of a dash and of a gap; none of a solid line.
Json dash_json(LineDash dash) {
  switch (dash) {
    case LineDash::kSolid:
      break;
    case LineDash::kLong:
      return {10, 3};
    case LineDash::kShort:
      return {6, 3};
    case LineDash::kDotted:
      return {2, 3};
  }
  return Json::array();
}

Json groups_json(const std::vector<RunData>& runs, const std::vector<SeedGroup>& groups,
                 const std::vector<RunSummary>& summaries) {
  const auto looks = group_looks(groups, summaries);
  auto json = Json::array();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    json.push_back({{"label", groups[i].label},
                    {"runs", groups[i].runs},
                    {"colour", looks[i].colour},
                    {"colour_on_dark", looks[i].colour_on_dark},
                    {"dash", dash_json(looks[i].dash)},
                    {"mean_step_size", short_number(mean_step_size(runs[groups[i].runs.front()]))}});
  }
  return json;
}

}  // namespace

Json page_data(const std::vector<RunData>& runs, const std::vector<RunSummary>& summaries,
               const std::vector<SeedGroup>& groups) {
  const auto budget = budget_for(runs.size());
  Grids grids;
  auto entries = Json::array();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto layers = probe_rows(runs[i].sparsity);
    for (const auto& layer : layers) {
      if (std::find(names.begin(), names.end(), layer.layer) == names.end()) names.push_back(layer.layer);
    }
    entries.push_back(run_json(runs[i], summaries[i], layers, budget, grids));
  }
  return {{"groups", groups_json(runs, groups, summaries)},
          {"layers", names},
          {"runs", std::move(entries)},
          {"grids", grids.take()}};
}

}  // namespace largestep
