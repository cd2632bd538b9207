#pragma once

#include <chrono>

#include "records/block_watch.h"
#include "records/evaluator.h"
#include "records/json_lines.h"
#include "records/measure_recorder.h"
#include "records/progress_bar.h"
#include "records/step_log.h"
#include "records/tensorboard_log.h"
#include "records/weight_recorder.h"
#include "run_files/run_directory.h"
#include "session/trainee.h"
#include "train/average_updater.h"
#include "train/divergence_guard.h"
#include "train/replicas.h"
#include "train/stop_guard.h"

namespace largestep {

/// Everything that watches a run, in the order in which it is told of a step: the losses are written and judged before
/// anything else is done with the weights, rows come before the checkpoint that relies on them, and a stop comes last.
class TrainingObservers {
 public:
  /// @param settings  resolved for this machine
  /// @param from      where training starts
  /// @param keep_rows_to  step of the last row to keep in existing files; -1 for a new run
  /// @param ranks     of which the first prints; the directory says who writes
  /// @throws Error{kWrite}, Error{kData}: see CsvLog and StepLog
  TrainingObservers(const Settings& settings, Trainee& trainee, const RunDirectory& directory, RunDescription run,
                    const Progress& from, std::int64_t keep_rows_to, Ranks& ranks);
  TrainingObservers(const TrainingObservers&) = delete;
  TrainingObservers& operator=(const TrainingObservers&) = delete;

  ObserverChain& chain() { return chain_; }

  ProgressBar bar;
  JsonLines json_lines;
  StepLog step_log;
  TensorboardLog tensorboard_log;
  DivergenceGuard divergence_guard;
  StepRecorder recorder;
  std::optional<BlockWatch> block_watch;  ///< of a network with taps
  AverageUpdater average_updater;
  Evaluator evaluator;
  MeasureRecorder measure_recorder;
  std::optional<WeightRecorder> weight_recorder;  ///< where asked for
  std::optional<Replicas> replicas;               ///< of several ranks
  CheckpointGuard checkpoint_guard;
  Checkpointer checkpointer;
  StopGuard stop_guard;

 private:
  void show(const EvaluationRow& row, std::int64_t last_step, const std::string& precision);

  ObserverChain chain_;
  std::chrono::steady_clock::time_point next_line_{};  ///< of evaluations that take no time
};

}  // namespace largestep
