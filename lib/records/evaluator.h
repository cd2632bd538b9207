#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "files/csv_log.h"
#include "problems/problem.h"
#include "train/cadence.h"
#include "train/observer.h"

namespace largestep {

/// One evaluation during training.
struct EvaluationRow {
  Progress at;
  double elapsed_epochs = 0.0;
  double step_size = 0.0;  ///< of the last step; NaN before the first
  Evaluation values;
  double seconds = 0.0;  ///< the evaluation took
};

struct EvaluatorOptions {
  Cadence cadence{.every = 200};
  Cadence batches{};                       ///< of training batches whose activations are recorded
  std::function<bool()> interrupted = {};  ///< ends an evaluation early, whose row is then not written
  Ranks* ranks = nullptr;                  ///< share the evaluation; each has its own observer
};

/// Evaluates the problem as it is trained, into metrics.csv and sparsity.csv; cells are empty where a problem has no
/// such number. What was due where a run begins or goes on and has not happened is made up for there: before the first
/// step, and after one during whose evaluation the run was stopped.
class Evaluator final : public TrainingObserver {
 public:
  /// @param average           updated by someone else, or nullptr
  /// @param run_directory     empty: nothing is written
  /// @param resume_from_step  rows of later steps are dropped from existing files; -1 for a new run
  Evaluator(Problem& problem, const WeightAverage* average, const std::filesystem::path& run_directory,
            const EvaluatorOptions& options, std::int64_t resume_from_step);

  Verdict on_start(const StepEvent& last) override;
  void on_step_begin(const Progress& at) override;
  Verdict on_step(const StepEvent& event) override;
  void on_checkpoint(const Progress& at) override;

  bool is_due(std::int64_t step) const { return options_.cadence.is_due(step); }

  /// Called before each evaluation.
  std::function<void()> on_begin;
  /// Called with each row after it was written.
  std::function<void(const EvaluationRow&)> on_row;

 private:
  void evaluate(const StepEvent& event, bool rows_stay);
  void write_batch_activity(const StepEvent& event);

  Problem& problem_;
  const WeightAverage* average_;
  EvaluatorOptions options_;
  CsvLog metrics_;
  CsvLog sparsity_;
  std::optional<ActivityRecorder> batch_recorder_;
};

}  // namespace largestep
