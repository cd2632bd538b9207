#pragma once

#include <filesystem>
#include <optional>

#include "files/csv_log.h"
#include "problems/measured_problem.h"
#include "train/loss_surface.h"
#include "train/observer.h"

namespace largestep {

struct ProblemRecorderOptions {
  std::int64_t measure_every = 0;  ///< steps between rows of measures.csv; 0: at the end only
  std::int64_t weights_every = 0;  ///< steps between rows of weights.csv and curve.csv, the start included; 0: never
  std::int64_t last_step = 0;      ///< of the run: always recorded
};

/// Records a MeasuredProblem's own figures into measures.csv and, where asked for, its weights into weights.csv and its
/// curve, if it has one, into curve.csv; of a problem of two numbers also the loss around the path, into surface.csv.
class ProblemRecorder final : public TrainingObserver {
 public:
  static constexpr std::string_view kWeightsHeader = "step,epoch,parameter,index,value";
  static constexpr std::string_view kCurveHeader = "step,epoch,x,y";

  ProblemRecorder(MeasuredProblem& problem, const std::filesystem::path& run_directory,
                  const ProblemRecorderOptions& options, std::int64_t resume_from_step);

  void on_step_begin(const Progress& at) override;
  Verdict on_step(const StepEvent& event) override;
  void on_checkpoint(const Progress& at) override;
  /// Records what was due after the last step taken and did not happen.
  void catch_up(const StepEvent& last_step);

 private:
  bool is_due(std::int64_t step, std::int64_t every) const {
    return step == options_.last_step || (every > 0 && step % every == 0);
  }
  void write_figures(std::int64_t step, double epoch);
  void write_weights(std::int64_t step, double epoch);
  static std::string weight_rows(std::int64_t step, double epoch, const std::vector<NamedTensor>& tensors);

  MeasuredProblem& problem_;
  ProblemRecorderOptions options_;
  CsvLog measures_;
  std::optional<CsvLog> weights_;
  std::optional<CsvLog> curve_;
  std::optional<LossSurface> surface_;
};

}  // namespace largestep
