#include "reproduce/small_runs.h"

#include <algorithm>

#include "core/error.h"
#include "experiment/run_state.h"
#include "session/run_training.h"

namespace largestep {

std::vector<SmallOutcome> small_outcomes(const SmallRow& row, std::int64_t wanted) {
  constexpr std::int64_t kTriesPerRun = 20;
  std::vector<SmallOutcome> outcomes;
  std::int64_t finished = 0;
  for (std::int64_t seed = 0; finished < wanted && seed < kTriesPerRun * wanted; ++seed) {
    outcomes.push_back(run_small(row, seed));
    if (!outcomes.back().diverged) ++finished;
  }
  return outcomes;
}

double figure_of(const SmallOutcome& outcome, const std::string& name) {
  for (const auto& figure : outcome.figures) {
    if (figure.name == name) return figure.value;
  }
  fail(ErrorKind::kInternal, "a run with seed {} has no figure \"{}\"", outcome.seed, name);
}

TrainingOutcome keep_first_finished(const SmallRow& row, const std::vector<SmallOutcome>& outcomes,
                                    const std::filesystem::path& directory, std::int64_t weights_every) {
  const auto finished = std::find_if(outcomes.begin(), outcomes.end(), [](const auto& run) { return !run.diverged; });
  if (finished == outcomes.end()) return {};
  auto settings = small_settings(row, finished->seed);
  settings.quiet = true;
  settings.weights_every = weights_every;
  const auto state = run_state(directory);
  if (state == RunState::kFinished || state == RunState::kDiverged) return {};
  return run_training(settings, directory, /*resume=*/state == RunState::kUnfinished);
}

}  // namespace largestep
