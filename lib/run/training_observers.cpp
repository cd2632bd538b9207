#include "run/training_observers.h"

#include <algorithm>

#include "measure/sparsity.h"
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

/// Images that an evaluation passes forward, in times of a step's; a step also goes backward, which costs twice that.
double evaluation_cost_in_steps(const Settings& settings, const Trainee& trainee, const EvaluationSets& sets) {
  const auto probe = std::min(kProbeImages, trainee.problem.terms());
  auto images = probe + sets.test.labels.numel() + settings.validation_size;
  if (trainee.average) images += probe + sets.test.labels.numel();
  return static_cast<double>(images) / static_cast<double>(3 * settings.batch_size);
}

PaceOptions pace_options(const Settings& settings, const Trainee& trainee, const EvaluationSets& sets,
                         const Progress& from) {
  return {.first_step = from.step,
          .total_steps = total_steps(settings, trainee),
          .steps_per_epoch = trainee.problem.steps_per_epoch(),
          .batch_size = settings.batch_size,
          .evaluate_every = settings.eval_every,
          .evaluation_cost_in_steps = evaluation_cost_in_steps(settings, trainee, sets),
          .measure_every = settings.measure_every};
}

/// An evaluation in a line.
std::vector<LinePart> row_parts(const EvaluationRow& row) {
  std::vector<LinePart> parts{
      {.text = fmt::format("step {:>6}", row.at.step), .rank = 5},
      {.text = fmt::format("epoch {:>6.2f}", row.elapsed_epochs), .rank = 2},
      {.text = fmt::format("train loss {:.4f}", row.probe.score.loss), .rank = 1},
      {.text = fmt::format("test error {:.2f} %", 100 * row.test.error()), .style = fmt::emphasis::bold},
  };
  if (row.average_test.images > 0) {
    parts.push_back({.text = fmt::format("average {:.2f} %", 100 * row.average_test.error()), .rank = 4});
  }
  if (!row.probe.blocks.empty()) {
    const auto& last = row.probe.blocks.back();
    parts.push_back({.text = fmt::format("{} active {:.1f} %", last.name, 100 * last.active_fraction),
                     .brief = fmt::format("active {:.0f} %", 100 * last.active_fraction),
                     .rank = 3,
                     .style = fg(fmt::terminal_color::cyan)});
    parts.push_back({.text = fmt::format("(distinct {:.1f} %)", 100 * last.distinct_active_fraction), .rank = 6});
  }
  return parts;
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
           .pace = pace_options(settings, trainee, sets, from),
           .last_block_active = [this] { return block_watch.active_fraction(); }}),
      step_log(directory.path() / "steps.csv", keep_rows_to),
      divergence_guard(largest_sane_loss(trainee.problem.network()->options().classes)),
      recorder(trainee.problem.options().device.is_cuda() ? kStepsPerReadOnGpu : 1),
      block_watch(*trainee.problem.network(), bar, recorder),
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
  recorder.add(divergence_guard);
  recorder.add(bar);
  evaluator.on_row = [this](const EvaluationRow& row) {
    bar.evaluated(row.seconds);
    bar.line(row_parts(row));
  };
  measure_recorder.on_measured = [this](double seconds) { bar.measured(seconds); };
  chain_.add(block_watch);
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
