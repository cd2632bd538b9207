#pragma once

#include <filesystem>

#include "run/settings.h"

namespace largestep {

/// How a training run ended.
struct TrainingOutcome {
  int stopped_by_signal = 0;  ///< SIGINT, SIGTERM or SIGHUP; 0 if it ran to its end
};

/// Trains as the settings say and fills the run directory (config.toml, run.json, CSV files, checkpoints). With resume,
/// continues at checkpoints/last.pt; the directory's settings must then equal these.
/// @throws Error: kInvalidArgument if the directory holds a run already (or, resuming, other settings); kData for data
/// or checkpoint; kDiverged; kWrite.
TrainingOutcome run_training(Settings settings, const std::filesystem::path& directory, bool resume);

}  // namespace largestep
