#pragma once

#include "run_files/run_directory.h"
#include "session/trainee.h"
#include "train/block_watch.h"
#include "train/divergence_guard.h"
#include "train/evaluator.h"
#include "train/measure_recorder.h"
#include "train/problem_evaluator.h"
#include "train/problem_recorder.h"
#include "train/progress_bar.h"
#include "train/replicas.h"
#include "train/step_log.h"
#include "train/tensorboard_log.h"

namespace largestep {

/// Takes the weights after every step into the average, if there is one.
class AverageUpdater final : public TrainingObserver {
 public:
  explicit AverageUpdater(WeightAverage* average) : average_(average) {}
  Verdict on_step(const StepEvent& event) override;

 private:
  WeightAverage* average_;
};

/// Ends training after a step during which a stop was asked for; of several ranks, at the step they agree on.
class StopGuard final : public TrainingObserver {
 public:
  explicit StopGuard(DataParallel* parallel) : parallel_(parallel) {}
  Verdict on_step(const StepEvent& event) override;

 private:
  DataParallel* parallel_;
};

/// Everything that watches a run, in the order in which it is told of a step: the losses are written and judged before
/// anything else is done with the weights, rows come before the checkpoint that relies on them, and a stop comes last.
class TrainingObservers {
 public:
  /// @param settings  resolved for this machine
  /// @param from      where training starts
  /// @param keep_rows_to  step of the last row to keep in existing files; -1 for a new run
  /// @param ranks     of which the first prints; the directory says who writes
  /// @throws Error{kWrite}, Error{kData}: see CsvLog and StepLog
  TrainingObservers(const Settings& settings, Trainee& trainee, EvaluationSets sets, const RunDirectory& directory,
                    RunDescription run, const Progress& from, std::int64_t keep_rows_to, Ranks& ranks);
  TrainingObservers(const TrainingObservers&) = delete;
  TrainingObservers& operator=(const TrainingObservers&) = delete;

  ObserverChain& chain() { return chain_; }
  /// Evaluates and measures what was due after the last step taken and did not happen; before the first step,
  /// evaluates.
  void catch_up(const StepEvent& last_step);

  ProgressBar bar;
  StepLog step_log;
  TensorboardLog tensorboard_log;
  DivergenceGuard divergence_guard;
  StepRecorder recorder;
  std::optional<BlockWatch> block_watch;  ///< of ResNet-18
  AverageUpdater average_updater;
  std::optional<Replicas> replicas;    ///< of several ranks
  std::optional<Evaluator> evaluator;  ///< of ResNet-18; of any other problem the problem_evaluator
  std::optional<MeasureRecorder> measure_recorder;
  std::optional<ProblemEvaluator> problem_evaluator;
  std::optional<ProblemRecorder> problem_recorder;
  CheckpointGuard checkpoint_guard;
  Checkpointer checkpointer;
  StopGuard stop_guard;

 private:
  void watch_images(const Settings& settings, Trainee& trainee, EvaluationSets sets, const RunDirectory& directory,
                    std::int64_t keep_rows_to, Ranks& ranks);
  void watch_problem(const Settings& settings, Trainee& trainee, const RunDirectory& directory,
                     std::int64_t keep_rows_to);

  ObserverChain chain_;
};

}  // namespace largestep
