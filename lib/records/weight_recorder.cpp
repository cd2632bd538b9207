#include "records/weight_recorder.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "files/csv_cell.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

std::string weight_rows(std::int64_t step, double epoch, const std::vector<NamedTensor>& tensors) {
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

std::string curve_rows(std::int64_t step, double epoch, const FunctionCurve& curve) {
  std::string rows;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    rows += fmt::format("{},{},{},{}\n", step, csv_number(epoch), csv_number(curve.x[i]), csv_number(curve.y[i]));
  }
  return rows;
}

}  // namespace

WeightRecorder::WeightRecorder(Problem& problem, const std::filesystem::path& run_directory, const Cadence& cadence,
                               std::int64_t resume_from_step)
    : problem_(problem),
      cadence_(cadence),
      weights_(file_in(run_directory, file_name::kWeights), csv_header(kWeightsColumns),
               {.up_to_step = resume_from_step}) {
  if (!run_directory.empty() && LossSurface::fits(problem_)) surface_.emplace(problem_, run_directory);
  if (problem_.curve().x.empty()) return;
  curve_.emplace(file_in(run_directory, file_name::kCurve), csv_header(kCurveColumns),
                 rows_completed_by(weights_, resume_from_step));
}

Verdict WeightRecorder::on_start(const StepEvent& last) {
  const auto step = last.at.step;
  if (cadence_.is_due(step) && weights_.last_kept_step() != step) {
    const auto rows = rows_after_the_curve(step, last.elapsed_epochs);
    if (curve_) curve_->sync();
    weights_.append_atomically(rows);
  }
  return Verdict::kContinue;
}

Verdict WeightRecorder::on_step(const StepEvent& event) {
  const auto step = event.at.step;
  if (cadence_.is_due(step)) weights_.append(rows_after_the_curve(step, event.elapsed_epochs));
  if (surface_ && step == cadence_.last_step) surface_->write();
  return Verdict::kContinue;
}

void WeightRecorder::on_checkpoint(const Progress&) {
  weights_.sync();
  if (curve_) curve_->sync();
}

/// Writes the curve. The rows of weights.csv are the caller's to write next: they say that those of the curve are
/// there.
std::string WeightRecorder::rows_after_the_curve(std::int64_t step, double epoch) {
  if (curve_) curve_->append(curve_rows(step, epoch, problem_.curve()));
  auto rows = weight_rows(step, epoch, problem_.parameters());
  if (step == 0) rows += weight_rows(step, epoch, problem_.landmarks());
  return rows;
}

}  // namespace largestep
