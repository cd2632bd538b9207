#pragma once

namespace largestep {

/// How a training run ended.
struct TrainingOutcome {
  int stopped_by_signal = 0;  ///< one of StopSignal's; 0 if it ran to its end
  bool has_run = true;        ///< false: stopped before anything was written
  int rank = 0;               ///< of this process; 0 speaks for all
};

}  // namespace largestep
