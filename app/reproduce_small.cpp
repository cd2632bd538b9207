#include "app/reproduce_small.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/end_if_stopped.h"
#include "device/device.h"
#include "files/atomic_file.h"
#include "reproduce/small_reproduction_table.h"
#include "reproduce/small_runs.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRecordsOfWeights = 60;

SmallResult result_of(const SmallRow& row, const std::vector<SmallOutcome>& outcomes) {
  SmallResult result{.name = row.name, .step_size = row.step_size, .figures = {}};
  for (const auto& published : row.published) {
    result.figures.push_back({.figure = published.name, .published = published.value});
  }
  for (const auto& outcome : outcomes) {
    ++(outcome.diverged ? result.diverged : result.finished);
    if (outcome.diverged) continue;
    for (auto& spread : result.figures) spread.values.push_back(figure_of(outcome, spread.figure));
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

}  // namespace

void reproduce_small(const SmallExperiment& experiment, std::int64_t finished, const fs::path& out) {
  set_threads(1);
  std::vector<SmallResult> results;
  std::string runs = "row,seed,figure,value\n";
  for (const auto& row : experiment.rows) {
    const auto outcomes = small_outcomes(row, finished);
    results.push_back(result_of(row, outcomes));
    runs += rows_of(row, outcomes);
    const auto steps = small_settings(row, /*seed=*/0).steps;
    const auto weights_every = std::max<std::int64_t>(steps / kRecordsOfWeights, 1);
    end_if_stopped(keep_first_finished(row, outcomes, out / row.name, weights_every));
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
