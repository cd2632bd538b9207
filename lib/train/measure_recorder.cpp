#include "train/measure_recorder.h"

#include <fmt/format.h>

#include <chrono>

namespace largestep {

MeasureRecorder::MeasureRecorder(ImageClassification& problem, const std::filesystem::path& run_directory,
                                 const MeasureRecorderOptions& options, std::int64_t resume_from_step)
    : problem_(problem), options_(options) {
  if (options_.every > 0)
    log_.emplace(file_in(run_directory, "measures.csv"), kHeader, KeepRows{.up_to_step = resume_from_step});
}

bool MeasureRecorder::is_due(std::int64_t step) const {
  return options_.every > 0 && (step % options_.every == 0 || step == options_.last_step);
}

Verdict MeasureRecorder::on_step(const StepEvent& event) {
  if (is_due(event.at.step)) record(event);
  return Verdict::kContinue;
}

void MeasureRecorder::on_checkpoint(const Progress&) {
  if (log_) log_->sync();
}

void MeasureRecorder::catch_up(const StepEvent& last_step) {
  const auto step = last_step.at.step;
  if (step == 0 || !is_due(step)) return;
  const bool is_missing = log_->last_kept_step() != step;
  if (options_.ranks != nullptr ? options_.ranks->of_first(is_missing) != 0 : is_missing) record(last_step);
}

void MeasureRecorder::record(const StepEvent& event) {
  options_.measurement.step_size = event.step_size;
  const auto interrupted = [&] { return options_.measurement.interrupted && options_.measurement.interrupted(); };
  const auto started = std::chrono::steady_clock::now();
  const auto figures =
      measure(problem_.network(), problem_.train_set(), nullptr, problem_.options().device, options_.measurement);
  if (interrupted()) return;
  std::string rows;
  for (const auto& figure : figures) {
    rows += fmt::format("{},{},{},{},{},{}\n", event.at.step, csv_number(event.elapsed_epochs), name_of(figure.kind),
                        figure.layer, figure.figure, csv_number(figure.value));
  }
  log_->append(rows);
  if (on_measured) on_measured(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
}

}  // namespace largestep
