#pragma once

#include <filesystem>
#include <functional>

#include "files/csv_log.h"
#include "optim/weight_average.h"
#include "problems/measured_problem.h"
#include "train/observer.h"

namespace largestep {

/// A hidden layer of a small network at an evaluation.
struct LayerFigures {
  std::string layer;
  std::int64_t units = 0;
  std::int64_t inputs = 0;
  double active_fraction = 0.0;
  double distinct_active_fraction = 0.0;  ///< of rows scaled to unit length, the fully connected definition
  double dead_fraction = 0.0;
};

/// One evaluation of a small problem.
struct ProblemRow {
  Progress at;
  ProblemScore train;
  ProblemScore test;
  ProblemScore average_test;  ///< of the weight average; NaN without
  std::vector<LayerFigures> layers;
  double seconds = 0.0;
};

struct ProblemEvaluatorOptions {
  std::int64_t every = 1;      ///< steps between evaluations, >= 1
  std::int64_t last_step = 0;  ///< of the run: always evaluated
};

/// What a problem says of itself, now. @param average  to be scored too, or nullptr
ProblemRow evaluate(MeasuredProblem& problem, const WeightAverage* average);

/// Evaluates a MeasuredProblem as it is trained, into metrics.csv and sparsity.csv: the files of ResNet-18's Evaluator,
/// cells empty where a problem has no such figure.
class ProblemEvaluator final : public TrainingObserver {
 public:
  ProblemEvaluator(MeasuredProblem& problem, const WeightAverage* average, const std::filesystem::path& run_directory,
                   const ProblemEvaluatorOptions& options, std::int64_t resume_from_step);

  Verdict on_step(const StepEvent& event) override;
  void on_checkpoint(const Progress& at) override;
  /// As Evaluator::catch_up.
  void catch_up(const StepEvent& last_step);

  /// Called with each row after it was written.
  std::function<void(const ProblemRow&)> on_row;

 private:
  bool is_due(std::int64_t step) const { return step % options_.every == 0 || step == options_.last_step; }
  void write(const StepEvent& event);

  MeasuredProblem& problem_;
  const WeightAverage* average_;
  ProblemEvaluatorOptions options_;
  CsvLog metrics_;
  CsvLog sparsity_;
};

}  // namespace largestep
