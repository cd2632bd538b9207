#include "records/measure_recorder.h"

#include <fmt/format.h>

#include <chrono>

#include "files/csv_cell.h"
#include "run_files/schema.h"

namespace largestep {

MeasureRecorder::MeasureRecorder(Problem& problem, const std::filesystem::path& run_directory,
                                 const MeasureRecorderOptions& options, std::int64_t resume_from_step)
    : problem_(problem), options_(options) {
  if (!options_.cadence.is_ever_due() && !has_log(run_directory, file_name::kMeasures)) return;
  log_.emplace(file_in(run_directory, file_name::kMeasures), csv_header(kMeasuresColumns),
               KeepRows{.up_to_step = resume_from_step});
}

Verdict MeasureRecorder::on_start(const StepEvent& last) {
  const auto step = last.at.step;
  if (step == 0 || !is_due(step)) return Verdict::kContinue;
  const bool is_missing = log_->last_kept_step() != step;
  if (options_.ranks != nullptr ? options_.ranks->broadcast(is_missing) != 0 : is_missing) {
    log_->append_atomically(measured_rows(last));  // they are not dropped and measured again
  }
  return Verdict::kContinue;
}

Verdict MeasureRecorder::on_step(const StepEvent& event) {
  if (is_due(event.at.step)) log_->append(measured_rows(event));
  return Verdict::kContinue;
}

void MeasureRecorder::on_checkpoint(const Progress&) {
  if (log_) log_->sync();
}

/// None if the measurement was interrupted.
std::string MeasureRecorder::measured_rows(const StepEvent& event) {
  const auto started = std::chrono::steady_clock::now();
  const auto metrics = problem_.metrics({.step_size = event.step_size, .interrupted = options_.interrupted});
  if (options_.interrupted && options_.interrupted()) return "";
  std::string rows;
  for (const auto& metric : metrics) {
    rows += fmt::format("{},{},{},{},{},{}\n", event.at.step, csv_number(event.elapsed_epochs), metric.measure,
                        metric.layer, metric.name, csv_number(metric.value));
  }
  if (on_measured) on_measured(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  return rows;
}

}  // namespace largestep
