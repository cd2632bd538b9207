#include <torch/types.h>

#include "catalog/problem_catalog.h"
#include "core/random.h"
#include "reproduce/small_experiments.h"
#include "session/trainee.h"
#include "train/loop.h"
#include "train/problem_evaluator.h"

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

std::vector<PublishedFigure> figures_of(MeasuredProblem& problem) {
  const auto row = evaluate(problem, /*average=*/nullptr);
  std::vector<PublishedFigure> figures{{"train_loss", row.train.loss}, {"test_loss", row.test.loss}};
  for (const auto& layer : row.layers) {
    figures.push_back({layer.layer + "_active", layer.active_fraction});
    figures.push_back({layer.layer + "_distinct", layer.distinct_active_fraction});
  }
  for (const auto& [measure, figure, value] : problem.figures()) figures.push_back({figure, value});
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
  Trainee trainee(settings, {.name = ""}, c10::Device(c10::kCPU));
  move_start(trainee.problem, row.start_noise, seed);
  const StepSizeSchedule schedule(settings.schedule_options(trainee.problem.steps_per_epoch()));
  StopWhenDiverged watch;
  train(trainee.problem, trainee.sgd, schedule, {.epochs = settings.epochs, .steps = settings.steps}, watch);
  SmallOutcome outcome{.seed = seed, .diverged = watch.diverged, .figures = {}};
  if (!outcome.diverged) outcome.figures = figures_of(*trainee.measured);
  return outcome;
}

}  // namespace largestep
