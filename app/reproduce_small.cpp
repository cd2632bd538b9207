#include "app/reproduce_small.h"

#include <fmt/format.h>

#include <algorithm>

#include "device/device.h"
#include "files/atomic_file.h"
#include "reproduce/small_reproduction_table.h"
#include "run_files/schema.h"
#include "session/run_training.h"
#include "session/training_session.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

/// A step size at the edge of stability diverges for many seeds; so many times the runs wanted are tried.
constexpr std::int64_t kTriesPerRun = 20;
constexpr std::int64_t kRecordsOfWeights = 60;

double value_of(const SmallOutcome& outcome, const std::string& figure) {
  const auto found = std::find_if(outcome.figures.begin(), outcome.figures.end(),
                                  [&](const PublishedFigure& known) { return known.name == figure; });
  return found->value;
}

/// Outcomes of seeds 0, 1, ... until enough have finished.
std::vector<SmallOutcome> outcomes_of(const SmallRow& row, std::int64_t wanted) {
  std::vector<SmallOutcome> outcomes;
  std::int64_t finished = 0;
  for (std::int64_t seed = 0; finished < wanted && seed < kTriesPerRun * wanted; ++seed) {
    outcomes.push_back(run_small(row, seed));
    if (!outcomes.back().diverged) ++finished;
  }
  return outcomes;
}

SmallResult result_of(const SmallRow& row, const std::vector<SmallOutcome>& outcomes) {
  SmallResult result{.name = row.name, .step_size = row.step_size, .figures = {}};
  for (const auto& published : row.published) {
    result.figures.push_back({.figure = published.name, .published = published.value});
  }
  for (const auto& outcome : outcomes) {
    ++(outcome.diverged ? result.diverged : result.finished);
    if (outcome.diverged) continue;
    for (auto& spread : result.figures) spread.values.push_back(value_of(outcome, spread.figure));
  }
  return result;
}

std::string rows_of(const SmallRow& row, const std::vector<SmallOutcome>& outcomes) {
  std::string rows;
  for (const auto& outcome : outcomes) {
    if (outcome.diverged) rows += fmt::format("{},{},diverged,1\n", row.name, outcome.seed);
    for (const auto& figure : outcome.figures) {
      rows += fmt::format("{},{},{},{}\n", row.name, outcome.seed, figure.name, figure.value);
    }
  }
  return rows;
}

/// The first run that finished, as `largestep train` makes it.
void keep_run(const SmallRow& row, const std::vector<SmallOutcome>& outcomes, const fs::path& directory) {
  const auto finished = std::find_if(outcomes.begin(), outcomes.end(), [](const auto& run) { return !run.diverged; });
  if (finished == outcomes.end() || fs::exists(directory / file_name::kConfig)) return;
  auto settings = small_settings(row, finished->seed);
  settings.quiet = true;
  settings.weights_every = std::max<std::int64_t>(settings.steps / kRecordsOfWeights, 1);
  run_training(settings, directory, /*resume=*/false);
}

}  // namespace

void reproduce_small(const SmallExperiment& experiment, std::int64_t finished, const fs::path& out) {
  set_threads(1);
  std::vector<SmallResult> results;
  std::string runs = "row,seed,figure,value\n";
  for (const auto& row : experiment.rows) {
    const auto outcomes = outcomes_of(row, finished);
    results.push_back(result_of(row, outcomes));
    runs += rows_of(row, outcomes);
    keep_run(row, outcomes, out / row.name);
    fmt::print("{}: {} runs finished, {} diverged\n", row.name, results.back().finished, results.back().diverged);
  }
  const auto text =
      fmt::format("{}; {} seeds each\n\n{}", experiment.title, finished, small_reproduction_markdown(results));
  largestep::create_directories(out);
  write_file_atomically(out / "reproduction.md", text);
  write_file_atomically(out / "reproduction.csv", small_reproduction_csv(results));
  write_file_atomically(out / "runs.csv", runs);
  fmt::print("\n{}\nwrote {}\n", text, (out / "reproduction.md").string());
}

}  // namespace largestep
