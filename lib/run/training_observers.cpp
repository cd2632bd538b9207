#include "run/training_observers.h"

#include <unistd.h>

#include "run/measurement_settings.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

/// A loss is read from a GPU once in so many steps.
constexpr std::int64_t kStepsPerReadOnGpu = 50;

std::int64_t total_steps(const Settings& settings, const Trainee& trainee) {
  return settings.epochs * trainee.problem.steps_per_epoch();
}

EvaluatorOptions evaluator_options(const Settings& settings, const Trainee& trainee) {
  return {.every = settings.eval_every,
          .last_step = total_steps(settings, trainee),
          .sparsity_every = settings.sparsity_every,
          .seed = static_cast<std::uint64_t>(settings.seed),
          .interrupted = [] { return StopSignal::received() != 0; }};
}

MeasureRecorderOptions measure_recorder_options(const Settings& settings, const Trainee& trainee) {
  MeasureRecorderOptions options{.every = settings.measure_every,
                                 .last_step = total_steps(settings, trainee),
                                 .measurement = measurement_options(settings)};
  options.measurement.interrupted = [] { return StopSignal::received() != 0; };
  return options;
}

std::string row_line(const EvaluationRow& row) {
  std::string line = fmt::format("step {:>6}  epoch {:>6.2f}  train loss {:.4f}  test error {:.2f} %", row.at.step,
                                 row.elapsed_epochs, row.probe.score.loss, 100 * row.test.error());
  if (row.average_test.images > 0) line += fmt::format("  average {:.2f} %", 100 * row.average_test.error());
  if (!row.probe.blocks.empty()) {
    const auto& last = row.probe.blocks.back();
    line += fmt::format("  {} active {:.1f} % (distinct {:.1f} %)", last.name, 100 * last.active_fraction,
                        100 * last.distinct_active_fraction);
  }
  return line;
}

}  // namespace

Verdict AverageUpdater::on_step(const StepEvent&) {
  if (average_ != nullptr) average_->update();
  return Verdict::kContinue;
}

Verdict StopGuard::on_step(const StepEvent&) {
  return StopSignal::received() != 0 ? Verdict::kStop : Verdict::kContinue;
}

TrainingObservers::TrainingObservers(const Settings& settings, Trainee& trainee, EvaluationSets sets,
                                     const RunDirectory& directory, RunDescription run, const Progress& from,
                                     std::int64_t keep_rows_to)
    : bar({.silent = settings.quiet,
           .terminal = isatty(STDOUT_FILENO) != 0,
           .total_steps = total_steps(settings, trainee),
           .batch_size = settings.batch_size,
           .first_step = from.step}),
      step_log(directory.path() / "steps.csv", keep_rows_to),
      tensorboard_log(
          directory.path(),
          {.on = settings.tensorboard, .total_steps = total_steps(settings, trainee), .first_step = from.step + 1}),
      divergence_guard(largest_sane_loss(trainee.problem.network()->options().classes)),
      recorder(trainee.problem.options().device.is_cuda() ? kStepsPerReadOnGpu : 1),
      average_updater(trainee.state().average),
      evaluator(trainee.problem, std::move(sets), trainee.state().average, directory.path(),
                evaluator_options(settings, trainee), keep_rows_to),
      measure_recorder(trainee.problem, directory.path(), measure_recorder_options(settings, trainee), keep_rows_to),
      checkpoint_guard(trainee.problem, divergence_guard),
      checkpointer(trainee.state(), directory.path(), std::move(run),
                   {.every_epochs = settings.checkpoint_every,
                    .every_steps = settings.checkpoint_every_steps,
                    .keep = settings.keep_checkpoints},
                   chain_) {
  recorder.add(step_log);
  recorder.add(tensorboard_log);
  recorder.add(divergence_guard);
  recorder.add(bar);
  evaluator.on_row = [this](const EvaluationRow& row) {
    bar.exclude(row.seconds);
    bar.line(row_line(row));
    tensorboard_log.on_evaluation(row);
  };
  measure_recorder.on_measured = [this](double seconds) { bar.exclude(seconds); };
  chain_.add(recorder);
  chain_.add(average_updater);
  chain_.add(evaluator);
  chain_.add(measure_recorder);
  chain_.add(checkpoint_guard);
  chain_.add(checkpointer);
  chain_.add(stop_guard);
}

void TrainingObservers::catch_up(const StepEvent& last_step) {
  evaluator.catch_up(last_step);
  measure_recorder.catch_up(last_step);
}

}  // namespace largestep
