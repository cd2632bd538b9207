#include "session/trainee.h"

#include <torch/types.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "loading/load_weights.h"
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

/// The buffers in the order of the problem's parameters: that of weights from elsewhere may be another.
std::vector<NamedTensor> in_order_of(const Problem& problem, std::vector<NamedTensor> buffers) {
  std::map<std::string, std::size_t> places;
  for (const auto& [name, parameter] : problem.parameters()) places.emplace(name, places.size());
  const auto place = [&](const NamedTensor& buffer) {
    const auto found = places.find(buffer.first);
    return found == places.end() ? places.size() : found->second;
  };
  std::stable_sort(buffers.begin(), buffers.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return buffers;
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
  const auto weights = load_weights(path, {.momentum = sgd.options().momentum > 0.0});
  const auto momentum =
      sgd.options().momentum > 0.0 ? in_order_of(problem, weights.checkpoint.momentum) : std::vector<NamedTensor>();
  check_state(problem.state(), weights.checkpoint.model, problem.state_of());
  sgd.check_momentum(momentum);
  load_state(problem.state(), weights.checkpoint.model, problem.state_of());
  sgd.restore_momentum(momentum);
  if (average) average->restore(problem.parameters());
  if (weights.why_no_momentum.empty()) return;
  std::fprintf(stderr, "largestep: note: training starts without the momentum of %s: %s\n", path.c_str(),
               weights.why_no_momentum.c_str());
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
