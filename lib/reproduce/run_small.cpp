#include <torch/types.h>

#include "catalog/problem_catalog.h"
#include "core/random.h"
#include "reproduce/small_experiments.h"
#include "session/trainee.h"
#include "train/loop.h"

namespace largestep {
namespace {

constexpr double kExploded = 1e8;

/// Ends a run whose loss has exploded.
class StopWhenDiverged final : public TrainingObserver {
 public:
  Verdict on_step(const StepEvent& event) override {
    diverged = !(event.loss.value() < kExploded);
    return diverged ? Verdict::kStop : Verdict::kContinue;
  }
  bool diverged = false;
};

void move_start(FiniteSum& problem, double noise, std::int64_t seed) {
  if (noise == 0.0) return;
  const torch::NoGradGuard no_grad;
  SplitMix64 random(stream_seed(static_cast<std::uint64_t>(seed), RandomStream::kInitialisation));
  for (auto [name, parameter] : problem.parameters()) {
    auto* values = parameter.data_ptr<double>();
    for (std::int64_t i = 0; i < parameter.numel(); ++i) values[i] += noise * (2.0 * random.uniform() - 1.0);
  }
}

std::vector<PublishedFigure> figures_of(Problem& problem) {
  const auto row = problem.evaluate({});
  std::vector<PublishedFigure> figures{{"train_loss", row->train.loss}, {"test_loss", row->test.loss}};
  for (const auto& block : row->blocks) {
    figures.push_back({block.name + "_active", block.active_fraction});
    figures.push_back({block.name + "_distinct", block.distinct_active_fraction});
  }
  for (const auto& metric : problem.metrics({})) figures.push_back({metric.name, metric.value});
  return figures;
}

}  // namespace

Settings small_settings(const SmallRow& row, std::int64_t seed) {
  auto values = row.settings;
  values.emplace_back("seed", fmt::format("{}", seed));
  return resolve_settings({}, values);
}

SmallOutcome run_small(const SmallRow& row, std::int64_t seed) {
  const auto settings = small_settings(row, seed);
  Trainee trainee(settings, make_problem(settings, {}));
  move_start(trainee.problem, row.start_noise, seed);
  const StepSizeSchedule schedule(settings.schedule_options(trainee.problem.steps_per_epoch()));
  StopWhenDiverged watch;
  train(trainee.problem, trainee.sgd, schedule, {.epochs = settings.epochs, .steps = settings.steps}, watch);
  SmallOutcome outcome{.seed = seed, .diverged = watch.diverged, .figures = {}};
  if (!outcome.diverged) outcome.figures = figures_of(trainee.problem);
  return outcome;
}

}  // namespace largestep
