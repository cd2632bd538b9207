#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "experiment/planned_run.h"

namespace largestep {

/// What became of a run.
enum class RunEnd {
  kOpen,       ///< not begun, or stopped; the same call once more goes on with it
  kElsewhere,  ///< another process is at it
  kFinished,
  kDiverged,
  kFailed,
};

struct RunReport {
  RunEnd end = RunEnd::kOpen;
  bool was_trained = false;  ///< here, by this call; else it was found so
  int exit_code = 0;         ///< of a run that failed
  double seconds = 0;        ///< that training took here
  std::string said = {};     ///< by its process on stderr, without the program's name
};

struct CompletionOptions {
  std::filesystem::path program;  ///< this one: it trains each run in a process of its own
  int jobs = 1;                   ///< runs at once, >= 1. Of one, what it prints is shown; of several, nothing
  std::int64_t threads = 0;       ///< of each run that leaves their number open; 0: its own choice
};

/// Told of each run when it is begun (end is kOpen, was_trained), and when it has ended or was found so, or to be
/// another's, each once.
using RunListener = std::function<void(std::size_t run, const RunReport& report)>;

struct CompletedRuns {
  std::vector<RunReport> reports;  ///< one a run
  int stopped_by_signal = 0;       ///< what asked to stop before all had ended; then all that was begun is saved

  std::size_t count(RunEnd end) const;
  /// 128 + the signal that stopped it; else that of the first run that failed (1 if its process was killed); else 0.
  int exit_code() const;
};

/// Trains what is not there yet, in the order of the runs and beside any number of processes that do the same: each run
/// belongs to the process that holds its directory locked, and what was left to others is looked at again whenever one
/// has ended here, as others may have given up meanwhile. A run that starts from a checkpoint of another waits until
/// that is written. Runs that diverge or fail are told of, and the others go on.
/// @param out  where the runs' directories are
/// @throws Error before anything is trained: kInvalidArgument if a directory holds another experiment than is wanted,
/// kData for a damaged one.
CompletedRuns complete_runs(const std::vector<PlannedRun>& runs, const std::filesystem::path& out,
                            const CompletionOptions& options, const RunListener& listener);

}  // namespace largestep
