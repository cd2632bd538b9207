#include "train/measure_recorder.h"

#include <fmt/format.h>

#include <chrono>

namespace largestep {

MeasureRecorder::MeasureRecorder(ImageClassification& problem, const std::filesystem::path& run_directory,
                                 const MeasureRecorderOptions& options, std::int64_t resume_from_step)
    : problem_(problem), options_(options), measured_step_(resume_from_step) {
  if (options_.every > 0) log_.emplace(run_directory / "measures.csv", kHeader, resume_from_step);
}

Verdict MeasureRecorder::on_step(const StepEvent& event) {
  elapsed_epochs_ = event.elapsed_epochs;
  options_.measurement.step_size = event.step_size;
  if (options_.every > 0 && event.at.step % options_.every == 0) record(event.at.step);
  return Verdict::kContinue;
}

void MeasureRecorder::on_end(const Progress& at) {
  if (options_.every > 0 && at.step != measured_step_) record(at.step);
}

void MeasureRecorder::record(std::int64_t step) {
  const auto interrupted = [&] { return options_.measurement.interrupted && options_.measurement.interrupted(); };
  const auto started = std::chrono::steady_clock::now();
  const auto figures =
      measure(problem_.network(), problem_.train_set(), nullptr, problem_.options().device, options_.measurement);
  if (interrupted()) return;
  std::string rows;
  for (const auto& figure : figures) {
    rows += fmt::format("{},{},{},{},{},{}\n", step, csv_number(elapsed_epochs_), name_of(figure.kind), figure.layer,
                        figure.figure, csv_number(figure.value));
  }
  log_->append(rows);
  measured_step_ = step;
  if (on_measured) on_measured(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
}

}  // namespace largestep
