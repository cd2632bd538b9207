#include "sweep/sweep_results.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "experiment/run_state.h"
#include "run_files/run_data.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

using Figures = std::vector<std::pair<std::string, double>>;

constexpr const char* kDistinctSuffix = "_distinct";
constexpr std::size_t kMostOwnFigures = 2;

/// The layers of a small network, which has no blocks: distinct active fractions of the last measurement.
Figures distinct_of_layers(const RunData& run) {
  Figures figures;
  const auto& sources = run.sparsity.texts(column::kSource);
  const auto& steps = run.sparsity.numbers(column::kStep);
  for (std::size_t row = 0; row < run.sparsity.rows(); ++row) {
    if (sources[row] != activity_source::kProbe || steps[row] != steps.back()) continue;
    figures.emplace_back(run.sparsity.texts(column::kLayer)[row] + kDistinctSuffix,
                         run.sparsity.numbers(column::kDistinctActiveFraction)[row]);
  }
  return figures;
}

/// What was measured last of the whole network or problem.
Figures measured_as_a_whole(const RunData& run) {
  Figures figures;
  const auto measures = final_measures(run);
  for (const auto& [measure, by_figure] : measures.items()) {
    for (const auto& [figure, value] : by_figure.items()) {
      if (value.is_number()) figures.emplace_back(measure + "_" + figure, value.get<double>());
    }
  }
  return figures;
}

/// All figures of a run at its end that are known, in the order of a table.
Figures figures_of(const RunData& run, const RunSummary& summary) {
  Figures figures{{"test_error", summary.test_error},
                  {"test_loss", summary.test_loss},
                  {"train_loss", summary.train_loss},
                  {"train_error", summary.train_error}};
  const auto blocks = final_blocks(run);
  for (const auto& block : blocks) {
    figures.emplace_back(block["name"].get<std::string>() + kDistinctSuffix,
                         number_or_nan(block, column::kDistinctActiveFraction));
  }
  if (blocks.empty()) {
    for (auto& figure : distinct_of_layers(run)) figures.push_back(std::move(figure));
  }
  for (auto& figure : measured_as_a_whole(run)) figures.push_back(std::move(figure));
  std::erase_if(figures, [](const auto& figure) { return !std::isfinite(figure.second); });
  return figures;
}

std::vector<SweepCell> cells_of(const SweepPlan& plan) {
  const auto seed =
      std::find_if(plan.varied.begin(), plan.varied.end(), [](const auto& v) { return v.name == "seed"; });
  std::vector<SweepCell> cells;
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    auto chosen = plan.runs[i].chosen;
    if (seed != plan.varied.end()) chosen[static_cast<std::size_t>(seed - plan.varied.begin())] = 0;
    auto cell =
        std::find_if(cells.begin(), cells.end(), [&](const SweepCell& known) { return known.chosen == chosen; });
    if (cell == cells.end()) cell = cells.insert(cells.end(), {std::move(chosen), {}});
    cell->runs.push_back(i);
  }
  std::sort(cells.begin(), cells.end());
  return cells;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The last of the figures that are distinct active fractions, "" if there is none.
std::string last_distinct(const std::vector<std::string>& figures) {
  const auto last = std::find_if(figures.rbegin(), figures.rend(),
                                 [](const std::string& name) { return name.ends_with(kDistinctSuffix); });
  return last == figures.rend() ? "" : *last;
}

}  // namespace

std::vector<double> SweepResults::values(const SweepCell& cell, const std::string& figure) const {
  std::vector<double> found;
  for (const auto run : cell.runs) {
    const auto place = runs[run].figures.find(figure);
    if (place != runs[run].figures.end()) found.push_back(place->second);
  }
  return found;
}

const SweepCell& SweepResults::cell(const std::vector<std::size_t>& chosen) const {
  return *std::find_if(cells.begin(), cells.end(), [&](const SweepCell& one) { return one.chosen == chosen; });
}

SampleMean SweepResults::mean(const SweepCell& cell, const std::string& figure) const {
  return sample_mean(values(cell, figure));
}

std::size_t SweepResults::count(const SweepCell& cell, LossOutcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(cell.runs.begin(), cell.runs.end(), [&](std::size_t run) { return runs[run].outcome == outcome; }));
}

std::size_t SweepResults::count_status(const SweepCell& cell, const std::string& status) const {
  return static_cast<std::size_t>(
      std::count_if(cell.runs.begin(), cell.runs.end(), [&](std::size_t run) { return runs[run].status == status; }));
}

SweepResults read_sweep(const SweepPlan& plan, const std::filesystem::path& directory) {
  SweepResults results{.plan = plan, .runs = {}, .cells = cells_of(plan), .figures = {}};
  for (const auto& planned : plan.runs) {
    const auto path = directory / planned.name;
    auto& result = results.runs.emplace_back();
    const auto state = run_state(path);
    if (state != RunState::kMissing) check_same_experiment(path, planned.settings);
    if (state == RunState::kUnfinished) result.status = "unfinished";
    if (state != RunState::kFinished && state != RunState::kDiverged) continue;
    const auto run = read_run(path);
    const auto summary = summarise(run);
    result.status = summary.status;
    result.outcome = loss_outcome(run, summary);
    if (state == RunState::kDiverged) continue;
    for (const auto& [name, value] : figures_of(run, summary)) {
      result.figures.emplace(name, value);
      if (std::find(results.figures.begin(), results.figures.end(), name) == results.figures.end()) {
        results.figures.push_back(name);
      }
    }
  }
  return results;
}

std::vector<std::string> telling_figures(const std::vector<std::string>& figures) {
  std::vector<std::string> telling;
  for (const std::string name :
       {has(figures, "test_error") ? "test_error" : "test_loss", "train_loss", "train_error"}) {
    if (has(figures, name)) telling.push_back(name);
  }
  if (const auto distinct = last_distinct(figures); !distinct.empty()) {
    telling.push_back(distinct);
    return telling;
  }
  // Of a problem without layers, what it measures of itself.
  const auto own = std::find_if(figures.begin(), figures.end(),
                                [](const std::string& name) { return !is_fraction(name) && !name.ends_with("_loss"); });
  for (auto name = own; name != figures.end() && name < own + kMostOwnFigures; ++name) telling.push_back(*name);
  return telling;
}

std::vector<std::string> drawn_figures(const std::vector<std::string>& figures) {
  auto drawn = telling_figures(figures);
  std::erase(drawn, "train_error");
  return drawn;
}

std::vector<std::size_t> compared_settings(const SweepPlan& plan) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < plan.varied.size(); ++i) {
    if (plan.varied[i].name != "seed") places.push_back(i);
  }
  return places;
}

bool is_fraction(const std::string& figure) { return figure.ends_with("_error") || figure.ends_with(kDistinctSuffix); }

std::string title_of(const std::string& figure) {
  std::string title;
  for (const char letter : figure) {
    const bool begins_number = std::isdigit(static_cast<unsigned char>(letter)) != 0 && !title.empty() &&
                               std::isalpha(static_cast<unsigned char>(title.back())) != 0;
    if (begins_number) title += ' ';
    title += letter == '_' ? ' ' : letter;
  }
  return title;
}

}  // namespace largestep
