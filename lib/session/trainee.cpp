#include "session/trainee.h"

#include <torch/types.h>

#include "train/stop_signal.h"

namespace largestep {
namespace {

std::unique_ptr<DataParallel> make_parallel(const Settings& settings, FiniteSum& whole, Ranks* ranks) {
  if (ranks == nullptr || ranks->is_alone()) return nullptr;
  return std::make_unique<DataParallel>(
      whole, *ranks, DataParallelOptions{.sync_batch_norm = settings.sync_batchnorm, .wants_to_stop = [] {
                                           return StopSignal::received() != 0;
                                         }});
}

}  // namespace

Trainee::Trainee(const Settings& settings, std::unique_ptr<Problem> made, Ranks* ranks)
    : owned_problem_(std::move(made)),
      owned_parallel_(make_parallel(settings, *owned_problem_, ranks)),
      problem(*owned_problem_),
      parallel(owned_parallel_.get()),
      objective(parallel != nullptr ? static_cast<FiniteSum&>(*parallel) : problem),
      sgd(problem.parameters(), settings.sgd_options()) {
  if (settings.average_tau > 0.0) average.emplace(problem.parameters(), settings.average_tau);
  if (!problem.replays_steps()) return;
  sgd.replay_steps();
  if (average) average->replay_updates();
}

void Trainee::start_from(const std::filesystem::path& path) {
  const auto checkpoint = load_checkpoint(path);
  load_state(problem.state(), checkpoint.model, problem.state_of());
  if (sgd.options().momentum > 0.0) sgd.restore_momentum(checkpoint.momentum);
  if (average) average->restore(problem.parameters());
}

std::int64_t Trainee::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& [name, parameter] : problem.parameters()) count += parameter.numel();
  return count;
}

std::int64_t Trainee::total_steps(const Settings& settings) const {
  return settings.steps > 0 ? settings.steps : settings.epochs * problem.steps_per_epoch();
}

}  // namespace largestep
