#include "train/evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "measure/averaged_network.h"

namespace largestep {
namespace {

/// As many as the statistics of an average that is not the last are estimated on, five batches: its test error is then
/// within 0.2 percentage points of that by 50,000 images.
constexpr std::int64_t kStatisticsImages = 2560;

/// As many as the paper's code: 5 batches of 256.
constexpr std::int64_t kSampledImages = 1280;

std::string activity_row(std::int64_t step, double epoch, const char* source, const LayerActivity& layer,
                         double distinct_active_fraction) {
  return fmt::format("{},{},{},{},{},{},{},{},{}\n", step, csv_number(epoch), source, layer.name, layer.units,
                     layer.images, csv_number(layer.active_fraction), csv_number(distinct_active_fraction),
                     csv_number(layer.dead_fraction));
}

std::string activity_rows(const EvaluationRow& row) {
  std::string rows;
  for (const auto& layer : row.probe.layers) {
    const auto block = std::find_if(row.probe.blocks.begin(), row.probe.blocks.end(),
                                    [&](const BlockActivity& activity) { return activity.layer == layer.name; });
    rows += activity_row(
        row.at.step, row.elapsed_epochs, "probe", layer,
        block == row.probe.blocks.end() ? std::numeric_limits<double>::quiet_NaN() : block->distinct_active_fraction);
  }
  return rows;
}

/// "loss,error"; empty cells if nothing was scored.
std::string score_cells(const ClassificationScore& score) {
  return score.images == 0 ? "," : fmt::format("{},{}", csv_number(score.loss), csv_number(score.error()));
}

}  // namespace

Evaluator::Evaluator(ImageClassification& problem, EvaluationSets sets, const WeightAverage* average,
                     const std::filesystem::path& run_directory, const EvaluatorOptions& options,
                     std::int64_t resume_from_step)
    : problem_(problem),
      sets_(std::move(sets)),
      average_(average),
      options_(options),
      metrics_(file_in(run_directory, "metrics.csv"), kMetricsHeader, {.up_to_step = resume_from_step}),
      sparsity_(file_in(run_directory, "sparsity.csv"), kSparsityHeader, completed_rows(resume_from_step)) {
  if (average_ == nullptr) return;
  averaged_network_ = ResNet18(problem_.network()->options());
  averaged_network_->to(problem_.options().device);
}

/// The row of metrics.csv is written last: without it, the evaluation's rows of sparsity.csv are to be written again.
KeepRows Evaluator::completed_rows(std::int64_t resume_from_step) const {
  KeepRows keep{.up_to_step = resume_from_step};
  if (metrics_.last_kept_step() == resume_from_step) return keep;
  const auto step_cell = fmt::format("{},", resume_from_step);
  keep.also = [step_cell](std::string_view row) {
    return !(row.starts_with(step_cell) && row.find(",probe,") != std::string_view::npos);
  };
  return keep;
}

void Evaluator::on_step_begin(const Progress& at) {
  const auto every = options_.sparsity_every;
  if (every > 0 && (at.step + 1) % every == 0) batch_recorder_.emplace(*problem_.network());
}

Verdict Evaluator::on_step(const StepEvent& event) {
  if (batch_recorder_) write_batch_activity(event);
  if (is_due(event.at.step)) evaluate(event);
  return Verdict::kContinue;
}

void Evaluator::on_checkpoint(const Progress&) {
  sparsity_.sync();
  metrics_.sync();
}

void Evaluator::catch_up(const StepEvent& last_step) {
  const auto step = last_step.at.step;
  if (!is_due(step)) return;
  const bool is_missing = metrics_.last_kept_step() != step;
  if (options_.ranks != nullptr ? options_.ranks->of_first(is_missing) != 0 : is_missing) evaluate(last_step);
}

void Evaluator::write_batch_activity(const StepEvent& event) {
  if (options_.ranks != nullptr) batch_recorder_->sum_over(*options_.ranks);
  std::string rows;
  for (const auto& layer : batch_recorder_->activities()) {
    rows += activity_row(event.at.step, event.elapsed_epochs, "batch", layer, std::numeric_limits<double>::quiet_NaN());
  }
  batch_recorder_.reset();
  sparsity_.append(rows);
}

InferenceOptions Evaluator::scoring(InferenceOptions inference) const {
  inference.flip = options_.test_flip;
  return inference;
}

ClassificationScore Evaluator::score_average(bool last, const InferenceOptions& inference) {
  const auto& images = problem_.train_set().images;
  const auto count = last ? images.size(0) : std::min(kStatisticsImages, images.size(0));
  load_average(averaged_network_, average_->weights(), images.narrow(0, 0, count), inference);
  return score_images(averaged_network_, sets_.test, scoring(inference));
}

void Evaluator::evaluate(const StepEvent& event) {
  const auto started = std::chrono::steady_clock::now();
  const auto interrupted = [&] { return options_.interrupted && options_.interrupted(); };
  const InferenceOptions inference{.device = problem_.options().device,
                                   .precision = problem_.options().precision,
                                   .interrupted = options_.interrupted,
                                   .ranks = options_.ranks};
  EvaluationRow row{
      .at = event.at, .elapsed_epochs = event.elapsed_epochs, .step_size = event.step_size, .probe = {}, .test = {}};
  row.probe = measure_sparsity(problem_.network(), probe_set(problem_.train_set()), {.seed = options_.seed}, inference);
  if (interrupted()) return;
  row.test = score_images(problem_.network(), sets_.test, scoring(inference));
  if (sets_.validation.images.defined()) {
    row.validation = score_images(problem_.network(), sets_.validation, scoring(inference));
  }
  row.sample = score_images(problem_.network(), problem_.augmented_sample(kSampledImages, event.at.step), inference);
  if (average_ != nullptr) row.average_test = score_average(event.at.step == options_.last_step, inference);
  if (interrupted()) return;
  row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();

  sparsity_.append(activity_rows(row));
  metrics_.append(fmt::format("{},{},{},{},{},{:.3f},{},{},{}\n", event.at.step, csv_number(row.elapsed_epochs),
                              score_cells(row.probe.score), score_cells(row.test), csv_number(row.step_size),
                              row.seconds, score_cells(row.validation), score_cells(row.average_test),
                              csv_number(row.sample.loss)));
  if (on_row) on_row(row);
}

}  // namespace largestep
