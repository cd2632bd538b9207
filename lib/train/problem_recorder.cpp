#include "train/problem_recorder.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "train/measure_recorder.h"

namespace largestep {

ProblemRecorder::ProblemRecorder(MeasuredProblem& problem, const std::filesystem::path& run_directory,
                                 const ProblemRecorderOptions& options, std::int64_t resume_from_step)
    : problem_(problem),
      options_(options),
      measures_(run_directory / "measures.csv", MeasureRecorder::kHeader, {.up_to_step = resume_from_step}) {
  if (options_.weights_every == 0) return;
  const KeepRows keep{.up_to_step = resume_from_step};
  weights_.emplace(run_directory / "weights.csv", kWeightsHeader, keep);
  if (LossSurface::fits(problem_)) surface_.emplace(problem_, run_directory / "surface.csv");
  if (!problem_.curve().x.empty()) curve_.emplace(run_directory / "curve.csv", kCurveHeader, keep);
}

void ProblemRecorder::on_step_begin(const Progress& at) {
  if (at.step == 0 && weights_) write_weights(0, 0.0);
}

Verdict ProblemRecorder::on_step(const StepEvent& event) {
  const auto step = event.at.step;
  if (is_due(step, options_.measure_every)) write_figures(step, event.elapsed_epochs);
  if (weights_ && is_due(step, options_.weights_every)) write_weights(step, event.elapsed_epochs);
  if (weights_ && surface_) surface_->follow(step == options_.last_step);
  return Verdict::kContinue;
}

void ProblemRecorder::on_checkpoint(const Progress&) {
  measures_.sync();
  if (weights_) weights_->sync();
  if (curve_) curve_->sync();
}

void ProblemRecorder::catch_up(const StepEvent& last_step) {
  const auto step = last_step.at.step;
  if (step == 0) return;
  const auto is_missing = [&](const CsvLog& log, std::int64_t every) {
    return is_due(step, every) && log.last_kept_step() != step;
  };
  if (is_missing(measures_, options_.measure_every)) write_figures(step, last_step.elapsed_epochs);
  if (weights_ && is_missing(*weights_, options_.weights_every)) write_weights(step, last_step.elapsed_epochs);
}

void ProblemRecorder::write_figures(std::int64_t step, double epoch) {
  std::string rows;
  for (const auto& [measure, figure, value] : problem_.figures()) {
    rows += fmt::format("{},{},{},,{},{}\n", step, csv_number(epoch), measure, figure, csv_number(value));
  }
  measures_.append(rows);
}

std::string ProblemRecorder::weight_rows(std::int64_t step, double epoch, const std::vector<NamedTensor>& tensors) {
  std::string rows;
  for (const auto& [name, tensor] : tensors) {
    const auto values = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
    for (std::int64_t i = 0; i < values.numel(); ++i) {
      rows +=
          fmt::format("{},{},{},{},{}\n", step, csv_number(epoch), name, i, csv_number(values.data_ptr<double>()[i]));
    }
  }
  return rows;
}

void ProblemRecorder::write_weights(std::int64_t step, double epoch) {
  weights_->append(weight_rows(step, epoch, problem_.parameters()));
  if (step == 0) weights_->append(weight_rows(step, epoch, problem_.landmarks()));
  if (!curve_) return;
  const auto curve = problem_.curve();
  std::string points;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    points += fmt::format("{},{},{},{}\n", step, csv_number(epoch), csv_number(curve.x[i]), csv_number(curve.y[i]));
  }
  curve_->append(points);
}

}  // namespace largestep
