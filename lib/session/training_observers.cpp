#include "session/training_observers.h"

#include <algorithm>
#include <cmath>

#include "measure/sparsity.h"
#include "session/measurement_settings.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

/// Losses are read from a GPU once an epoch, which is where it is waited for, but at least once in so many steps.
constexpr std::int64_t kMostStepsPerReadOnGpu = 1000;
/// A small problem's loss has exploded when it is above the loss at the start, plus 1, so many times.
constexpr double kTimesTheStart = 1e6;

/// Ends what takes long when a stop is asked for. Several ranks finish it, since they could not agree where to end.
std::function<bool()> interruption(const Ranks& ranks) {
  if (!ranks.is_alone()) return {};
  return [] { return StopSignal::received() != 0; };
}

EvaluatorOptions evaluator_options(const Settings& settings, const Trainee& trainee, Ranks& ranks) {
  return {.every = settings.eval_every,
          .last_step = trainee.total_steps(settings),
          .sparsity_every = settings.sparsity_every,
          .seed = static_cast<std::uint64_t>(settings.seed),
          .test_flip = settings.test_flip,
          .interrupted = interruption(ranks),
          .ranks = ranks.is_alone() ? nullptr : &ranks};
}

MeasureRecorderOptions measure_recorder_options(const Settings& settings, const Trainee& trainee, Ranks& ranks) {
  MeasureRecorderOptions options{.every = settings.measure_every,
                                 .last_step = trainee.total_steps(settings),
                                 .measurement = measurement_options(settings),
                                 .ranks = ranks.is_alone() ? nullptr : &ranks};
  options.measurement.interrupted = interruption(ranks);
  return options;
}

/// Images that an evaluation passes forward, in times of a step's; a step also goes backward, which costs twice that.
double evaluation_cost_in_steps(const Settings& settings, const Trainee& trainee, const EvaluationSets& sets) {
  if (trainee.images == nullptr) return 0.0;  // small problems take no time worth telling
  const auto probe = std::min(kProbeImages, trainee.problem.terms());
  const auto test = sets.test.labels.numel() * (settings.test_flip ? 2 : 1);
  auto images = probe + test + settings.validation_size;
  if (trainee.average) images += probe + test;
  return static_cast<double>(images) / static_cast<double>(3 * settings.batch_size);
}

PaceOptions pace_options(const Settings& settings, const Trainee& trainee, const EvaluationSets& sets,
                         const Progress& from) {
  return {.first_step = from.step,
          .total_steps = trainee.total_steps(settings),
          .steps_per_epoch = trainee.problem.steps_per_epoch(),
          .batch_size = trainee.problem.sampling().batch_size,
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

std::string row_line(const ProblemRow& row) {
  auto line = fmt::format("step {:>7}  train loss {:.4g}", row.at.step, row.train.loss);
  if (!std::isnan(row.test.loss)) line += fmt::format("  test loss {:.4g}", row.test.loss);
  if (!std::isnan(row.test.error)) line += fmt::format("  test error {:.2f} %", 100 * row.test.error);
  if (!std::isnan(row.average_test.loss)) line += fmt::format("  average {:.4g}", row.average_test.loss);
  for (const auto& layer : row.layers) {
    line += fmt::format("  {} active {:.1f} % (distinct {:.1f} %)", layer.layer, 100 * layer.active_fraction,
                        100 * layer.distinct_active_fraction);
  }
  return line;
}

/// The loss above which a run has diverged.
double largest_loss(Trainee& trainee) {
  return trainee.images != nullptr ? largest_sane_loss(trainee.images->network()->options().classes)
                                   : kTimesTheStart * (1.0 + trainee.measured->train_score().loss);
}

bool is_on_gpu(const Trainee& trainee) { return !trainee.problem.parameters().front().second.is_cpu(); }

}  // namespace

Verdict AverageUpdater::on_step(const StepEvent&) {
  if (average_ != nullptr) average_->update();
  return Verdict::kContinue;
}

Verdict StopGuard::on_step(const StepEvent&) {
  const bool stop = parallel_ != nullptr ? parallel_->stop_is_agreed() : StopSignal::received() != 0;
  return stop ? Verdict::kStop : Verdict::kContinue;
}

TrainingObservers::TrainingObservers(const Settings& settings, Trainee& trainee, EvaluationSets sets,
                                     const RunDirectory& directory, RunDescription run, const Progress& from,
                                     std::int64_t keep_rows_to, Ranks& ranks)
    : bar({.silent = settings.quiet || !ranks.is_first(),
           .unit = trainee.images != nullptr ? "images" : "terms",
           .pace = pace_options(settings, trainee, sets, from),
           .last_block_active = [this] { return block_watch ? block_watch->active_fraction() : std::nan(""); }}),
      step_log(file_in(directory.written_path(), "steps.csv"), keep_rows_to),
      tensorboard_log(directory.path(), {.on = settings.tensorboard && ranks.is_first(),
                                         .total_steps = trainee.total_steps(settings),
                                         .first_step = from.step + 1}),
      divergence_guard(largest_loss(trainee)),
      recorder(is_on_gpu(trainee) ? std::min(trainee.problem.steps_per_epoch(), kMostStepsPerReadOnGpu) : 1),
      average_updater(trainee.state().average),
      checkpoint_guard(trainee.problem, divergence_guard),
      checkpointer(trainee.state(), directory.written_path(), std::move(run),
                   {.every_epochs = settings.checkpoint_every,
                    .every_steps = settings.checkpoint_every_steps,
                    .keep = settings.keep_checkpoints},
                   chain_),
      stop_guard(trainee.parallel) {
  recorder.add(step_log);
  recorder.add(tensorboard_log);
  recorder.add(divergence_guard);
  recorder.add(bar);
  if (trainee.images != nullptr) {
    block_watch.emplace(*trainee.images->network(), bar, recorder);
    chain_.add(*block_watch);
  }
  chain_.add(recorder);
  if (trainee.average) chain_.add(average_updater);
  if (trainee.images != nullptr) {
    watch_images(settings, trainee, std::move(sets), directory, keep_rows_to, ranks);
  } else {
    watch_problem(settings, trainee, directory, keep_rows_to);
  }
  chain_.add(checkpoint_guard);
  chain_.add(checkpointer);
  chain_.add(stop_guard);
}

void TrainingObservers::watch_images(const Settings& settings, Trainee& trainee, EvaluationSets sets,
                                     const RunDirectory& directory, std::int64_t keep_rows_to, Ranks& ranks) {
  evaluator.emplace(*trainee.images, std::move(sets), trainee.state().average, directory.written_path(),
                    evaluator_options(settings, trainee, ranks), keep_rows_to);
  measure_recorder.emplace(*trainee.images, directory.written_path(),
                           measure_recorder_options(settings, trainee, ranks), keep_rows_to);
  if (!ranks.is_alone()) {
    replicas.emplace(trainee.problem, ranks,
                     [this](std::int64_t step) { return evaluator->is_due(step) || measure_recorder->is_due(step); });
    chain_.add(*replicas);
  }
  evaluator->on_row = [this](const EvaluationRow& row) {
    bar.evaluated(row.seconds);
    bar.line(row_parts(row));
    tensorboard_log.on_evaluation(row);
  };
  measure_recorder->on_measured = [this](double seconds) { bar.measured(seconds); };
  chain_.add(*evaluator);
  chain_.add(*measure_recorder);
}

void TrainingObservers::watch_problem(const Settings& settings, Trainee& trainee, const RunDirectory& directory,
                                      std::int64_t keep_rows_to) {
  const auto last_step = trainee.total_steps(settings);
  problem_evaluator.emplace(*trainee.measured, trainee.state().average, directory.path(),
                            ProblemEvaluatorOptions{.every = settings.eval_every, .last_step = last_step},
                            keep_rows_to);
  problem_recorder.emplace(
      *trainee.measured, directory.path(),
      ProblemRecorderOptions{
          .measure_every = settings.measure_every, .weights_every = settings.weights_every, .last_step = last_step},
      keep_rows_to);
  problem_evaluator->on_row = [this, quiet_until = std::chrono::steady_clock::time_point{},
                               last_step](const ProblemRow& row) mutable {
    bar.evaluated(row.seconds);
    const auto now = std::chrono::steady_clock::now();
    if (now < quiet_until && row.at.step != last_step) return;
    quiet_until = now + std::chrono::milliseconds(500);
    bar.line(row_line(row));
  };
  chain_.add(*problem_evaluator);
  chain_.add(*problem_recorder);
}

void TrainingObservers::catch_up(const StepEvent& last_step) {
  if (evaluator) evaluator->catch_up(last_step);
  if (measure_recorder) measure_recorder->catch_up(last_step);
  if (problem_evaluator) problem_evaluator->catch_up(last_step);
  if (problem_recorder) problem_recorder->catch_up(last_step);
}

}  // namespace largestep
