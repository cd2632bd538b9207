#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/error.h"
#include "device/device.h"
#include "distributed/ranks.h"
#include "problems/state_scope.h"
#include "run_files/run_directory.h"
#include "run_files/run_file.h"
#include "session/resolved_settings.h"
#include "session/trainee.h"
#include "session/training_observers.h"
#include "session/training_outcome.h"
#include "settings/settings.h"

namespace largestep {

/// A run directory being filled by this process, from where the run stands to its end, over restarts after divergence.
class TrainingSession {
 public:
  /// Takes the directory and checks that the run may go on with these settings.
  /// @param ranks  who train together: the first of them reads and writes the directory
  TrainingSession(ResolvedSettings resolved, std::unique_ptr<Problem> problem, const std::filesystem::path& path,
                  bool resume, Ranks& ranks);
  /// @throws what training throws, with a word about what is left of the run.
  TrainingOutcome run();

 private:
  Checkpoint load_last() const;
  std::optional<Checkpoint> checkpoint_to_go_on_from() const;
  void restore(const std::optional<Checkpoint>& checkpoint);
  void check_same_data() const;
  void check_resumable() const;
  void begin_attempt(const std::optional<StepRecord>& diverged);
  void lower_step_sizes(const StepRecord& diverged);
  TrainingOutcome finish_attempt();
  void announce();
  void end_badly(const std::string& status) noexcept;
  std::string what_is_left(ErrorKind kind) const;
  bool has_checkpoint() const { return std::filesystem::exists(directory_.last_checkpoint()); }
  std::int64_t total_steps() const { return trainee_->total_steps(resolved_.values); }

  ResolvedSettings resolved_;
  Ranks& ranks_;
  std::optional<Trainee> trainee_;  ///< made first: where data can't be used, no directory is touched
  RunDirectory directory_;
  bool resume_;
  std::optional<SavedState> at_start_;  ///< where a run that diverges may begin anew
  RunFile run_file_;

  // Of the attempt at hand; a restart makes them anew, and the trainee.
  std::optional<TrainingObservers> observers_;
  RunDescription description_;
  Progress from_;
};

}  // namespace largestep
