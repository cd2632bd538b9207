#include "records/evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "files/csv_cell.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

std::string activity_row(std::int64_t step, double epoch, const char* source, const LayerActivity& layer,
                         double distinct_active_fraction) {
  return fmt::format("{},{},{},{},{},{},{},{},{}\n", step, csv_number(epoch), source, layer.name, layer.units,
                     layer.images, csv_number(layer.active_fraction), csv_number(distinct_active_fraction),
                     csv_number(layer.dead_fraction));
}

std::string activity_rows(const EvaluationRow& row) {
  std::string rows;
  const auto& blocks = row.values.blocks;
  for (const auto& layer : row.values.layers) {
    const auto block = std::find_if(blocks.begin(), blocks.end(),
                                    [&](const BlockActivity& activity) { return activity.layer == layer.name; });
    rows += activity_row(
        row.at.step, row.elapsed_epochs, activity_source::kProbe, layer,
        block == blocks.end() ? std::numeric_limits<double>::quiet_NaN() : block->distinct_active_fraction);
  }
  return rows;
}

std::string metrics_row(const EvaluationRow& row) {
  const auto cells = [](const Score& score) {
    return fmt::format("{},{}", csv_number(score.loss), csv_number(score.error));
  };
  const auto& values = row.values;
  return fmt::format("{},{},{},{},{},{:.3f},{},{},{}\n", row.at.step, csv_number(row.elapsed_epochs),
                     cells(values.train), cells(values.test), csv_number(row.step_size), row.seconds,
                     cells(values.validation), cells(values.average_test), csv_number(values.sampled_train_loss));
}

}  // namespace

Evaluator::Evaluator(Problem& problem, const WeightAverage* average, const std::filesystem::path& run_directory,
                     const EvaluatorOptions& options, std::int64_t resume_from_step)
    : problem_(problem),
      average_(average),
      options_(options),
      metrics_(file_in(run_directory, file_name::kMetrics), csv_header(kMetricsColumns),
               {.up_to_step = resume_from_step}),
      sparsity_(file_in(run_directory, file_name::kSparsity), csv_header(kSparsityColumns),
                rows_completed_by(metrics_, resume_from_step, fmt::format(",{},", activity_source::kProbe))) {}

Verdict Evaluator::on_start(const StepEvent& last) {
  const auto step = last.at.step;
  if (!is_due(step)) return Verdict::kContinue;
  const bool is_missing = metrics_.last_kept_step() != step;
  if (options_.ranks != nullptr ? options_.ranks->broadcast(is_missing) != 0 : is_missing) {
    evaluate(last, /*rows_stay=*/true);
  }
  return Verdict::kContinue;
}

void Evaluator::on_step_begin(const Progress& at) {
  auto* network = problem_.network();
  if (network != nullptr && options_.batches.is_due(at.step + 1)) batch_recorder_.emplace(*network);
}

Verdict Evaluator::on_step(const StepEvent& event) {
  if (batch_recorder_) write_batch_activity(event);
  if (is_due(event.at.step)) evaluate(event, /*rows_stay=*/false);
  return Verdict::kContinue;
}

void Evaluator::on_checkpoint(const Progress&) {
  sparsity_.sync();
  metrics_.sync();
}

void Evaluator::write_batch_activity(const StepEvent& event) {
  if (options_.ranks != nullptr) batch_recorder_->sum_over(*options_.ranks);
  std::string rows;
  for (const auto& layer : batch_recorder_->activities()) {
    rows += activity_row(event.at.step, event.elapsed_epochs, activity_source::kBatch, layer,
                         std::numeric_limits<double>::quiet_NaN());
  }
  batch_recorder_.reset();
  sparsity_.append(rows);
}

/// @param rows_stay  when the run is resumed from where it goes on now: a row of metrics.csv then says that those of
///                   sparsity.csv are there
void Evaluator::evaluate(const StepEvent& event, bool rows_stay) {
  // A GPU may be busy with the steps before; their time is not the evaluation's.
  if (event.loss.on_device().defined()) (void)event.loss.value();
  const auto started = std::chrono::steady_clock::now();
  if (on_begin) on_begin();
  auto evaluation = problem_.evaluate({.at = event.at,
                                       .is_last = event.at.step == options_.cadence.last_step,
                                       .average = average_,
                                       .interrupted = options_.interrupted,
                                       .ranks = options_.ranks});
  if (!evaluation) return;
  const EvaluationRow row{.at = event.at,
                          .elapsed_epochs = event.elapsed_epochs,
                          .step_size = event.step_size,
                          .values = std::move(*evaluation),
                          .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count()};
  sparsity_.append(activity_rows(row));
  if (rows_stay) sparsity_.sync();
  metrics_.append(metrics_row(row));
  if (on_row) on_row(row);
}

}  // namespace largestep
