#include "session/training_observers.h"

#include <algorithm>
#include <cmath>

#include "run_files/schema.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

/// Losses are read from a GPU once an epoch, which is where it is waited for, but at least once in so many steps.
constexpr std::int64_t kMostStepsPerReadOnGpu = 1000;
/// Evaluations that take next to no time are told of this often.
constexpr std::chrono::milliseconds kBetweenLines{500};

/// Ends what takes long when a stop is asked for. Several ranks finish it, since they could not agree where to end.
std::function<bool()> interruption(const Ranks& ranks) {
  if (!ranks.is_alone()) return {};
  return [] { return StopSignal::received() != 0; };
}

EvaluatorOptions evaluator_options(const Settings& settings, const Trainee& trainee, Ranks& ranks) {
  return {.cadence = {.every = settings.eval_every, .last_step = trainee.total_steps(settings)},
          .batches = {.every = settings.sparsity_every},
          .interrupted = interruption(ranks),
          .ranks = ranks.is_alone() ? nullptr : &ranks};
}

MeasureRecorderOptions measure_recorder_options(const Settings& settings, const Trainee& trainee, Ranks& ranks) {
  const bool at_end = settings.measure_every > 0 || !trainee.problem.metrics_are_costly();
  return {.cadence = {.every = settings.measure_every, .last_step = at_end ? trainee.total_steps(settings) : -1},
          .interrupted = interruption(ranks),
          .ranks = ranks.is_alone() ? nullptr : &ranks};
}

PaceOptions pace_options(const Settings& settings, const Trainee& trainee, const Progress& from) {
  return {.first_step = from.step,
          .total_steps = trainee.total_steps(settings),
          .steps_per_epoch = trainee.problem.steps_per_epoch(),
          .batch_size = trainee.problem.sampling().batch_size,
          .evaluate_every = settings.eval_every,
          .evaluation_cost_in_steps = trainee.problem.evaluation_cost_in_steps(trainee.average.has_value()),
          .measure_every = settings.measure_every};
}

/// An evaluation in a line: of a classifier by its error, of anything else by its losses.
/// @param precision  of the network's arithmetic, which an error depends on in its last digits; "" without a network
std::vector<LinePart> row_parts(const EvaluationRow& row, const std::string& precision) {
  const auto& [train, test, validation, average, sampled, layers, blocks] = row.values;
  const bool has_error = !std::isnan(test.error);
  std::vector<LinePart> parts{{.text = fmt::format("step {:>6}", row.at.step), .rank = 5},
                              {.text = fmt::format("epoch {:>6.2f}", row.elapsed_epochs), .rank = 2}};
  if (has_error) {
    parts.push_back({.text = fmt::format("train loss {:.4f}", train.loss), .rank = 1});
    parts.push_back({.text = fmt::format("test error {:.2f} %", 100 * test.error), .style = fmt::emphasis::bold});
    if (!precision.empty()) parts.push_back({.text = fmt::format("({})", precision), .rank = 7});
    if (!std::isnan(average.error)) {
      parts.push_back({.text = fmt::format("average {:.2f} %", 100 * average.error), .rank = 4});
    }
  } else {
    parts.push_back({.text = fmt::format("train loss {:.4g}", train.loss), .style = fmt::emphasis::bold});
    if (!std::isnan(test.loss)) parts.push_back({.text = fmt::format("test loss {:.4g}", test.loss), .rank = 1});
    if (!std::isnan(average.loss)) parts.push_back({.text = fmt::format("average {:.4g}", average.loss), .rank = 4});
  }
  if (!blocks.empty()) {
    const auto& last = blocks.back();
    parts.push_back({.text = fmt::format("{} active {:.1f} %", last.name, 100 * last.active_fraction),
                     .brief = fmt::format("active {:.0f} %", 100 * last.active_fraction),
                     .rank = 3,
                     .style = fg(fmt::terminal_color::cyan)});
    parts.push_back({.text = fmt::format("(distinct {:.1f} %)", 100 * last.distinct_active_fraction), .rank = 6});
  }
  return parts;
}

/// Its name, "" for a problem without a network.
std::string last_block(Problem& problem) {
  const auto* network = problem.network();
  return network != nullptr ? network->blocks().back().name : "";
}

bool is_on_gpu(const Trainee& trainee) { return !trainee.problem.parameters().front().second.is_cpu(); }

}  // namespace

TrainingObservers::TrainingObservers(const Settings& settings, Trainee& trainee, const RunDirectory& directory,
                                     RunDescription run, const Progress& from, std::int64_t keep_rows_to, Ranks& ranks)
    : bar({.silent = settings.quiet || settings.log_json || !ranks.is_first(),
           .unit = trainee.problem.unit(),
           .pace = pace_options(settings, trainee, from),
           .last_block = last_block(trainee.problem),
           .last_block_active = [this] { return block_watch ? block_watch->active_fraction() : std::nan(""); }}),
      json_lines(settings.log_json && !settings.quiet && ranks.is_first(), [this] { return bar.images_per_second(); }),
      step_log(file_in(directory.written_path(), file_name::kSteps), keep_rows_to),
      tensorboard_log(directory.path(), {.on = settings.tensorboard && ranks.is_first(),
                                         .total_steps = trainee.total_steps(settings),
                                         .first_step = from.step + 1}),
      divergence_guard(trainee.problem.largest_sane_loss()),
      recorder(is_on_gpu(trainee) ? std::min(trainee.problem.steps_per_epoch(), kMostStepsPerReadOnGpu) : 1),
      average_updater(trainee.state().average),
      evaluator(trainee.problem, trainee.state().average, directory.written_path(),
                evaluator_options(settings, trainee, ranks), keep_rows_to),
      measure_recorder(trainee.problem, directory.written_path(), measure_recorder_options(settings, trainee, ranks),
                       keep_rows_to),
      checkpoint_guard(trainee.objective, divergence_guard),
      checkpointer(trainee.state(), directory.written_path(), std::move(run),
                   {.every_epochs = settings.checkpoint_every,
                    .every_steps = settings.checkpoint_every_steps,
                    .keep = settings.keep_checkpoints},
                   chain_),
      stop_guard(ranks, trainee.parallel) {
  const auto last_step = trainee.total_steps(settings);
  const auto precision = trainee.problem.network() != nullptr ? settings.precision : std::string();
  recorder.add(step_log);
  recorder.add(tensorboard_log);
  recorder.add(divergence_guard);
  recorder.add(bar);
  recorder.add(json_lines);
  if (auto* network = trainee.problem.network()) {
    block_watch.emplace(*network, bar, recorder);
    chain_.add(*block_watch);
  }
  chain_.add(recorder);
  if (trainee.average) chain_.add(average_updater);
  if (!ranks.is_alone()) {
    replicas.emplace(trainee.objective, ranks,
                     [this](std::int64_t step) { return evaluator.is_due(step) || measure_recorder.is_due(step); });
    chain_.add(*replicas);
  }
  evaluator.on_begin = [this] { bar.busy("evaluating"); };
  evaluator.on_row = [this, last_step, precision](const EvaluationRow& row) { show(row, last_step, precision); };
  measure_recorder.on_measured = [this](double seconds) { bar.measured(seconds); };
  chain_.add(evaluator);
  chain_.add(measure_recorder);
  const auto weights_every = settings.weights_every;
  const Cadence of_weights{.every = weights_every, .last_step = weights_every > 0 ? last_step : -1};
  if (of_weights.is_ever_due() || has_log(directory.written_path(), file_name::kWeights)) {
    weight_recorder.emplace(trainee.problem, directory.written_path(), of_weights, keep_rows_to);
    chain_.add(*weight_recorder);
  }
  chain_.add(checkpoint_guard);
  chain_.add(checkpointer);
  chain_.add(stop_guard);
}

void TrainingObservers::show(const EvaluationRow& row, std::int64_t last_step, const std::string& precision) {
  bar.evaluated(row.seconds);
  tensorboard_log.on_evaluation(row);
  json_lines.on_evaluation(row);
  const auto now = std::chrono::steady_clock::now();
  const bool took_no_time = std::chrono::duration<double>(row.seconds) < kBetweenLines / 10;
  if (took_no_time && now < next_line_ && row.at.step != last_step) return;
  next_line_ = now + kBetweenLines;
  bar.line(row_parts(row, precision));
}

}  // namespace largestep
