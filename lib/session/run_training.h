#pragma once

#include <filesystem>

#include "session/training_outcome.h"
#include "settings/settings.h"

namespace largestep {

/// Trains as the settings say and fills the run directory (config.toml, run.json, CSV files, checkpoints). With resume,
/// continues at checkpoints/last.pt, or starts over if there is none; check_resume says which settings may differ.
/// @throws Error: kInvalidArgument if the directory holds a run already (or, resuming, the settings differ); kData for
/// data or checkpoint; kDiverged; kWrite. The last checkpoint is whole in each case, and run.json says how it ended.
TrainingOutcome run_training(Settings settings, const std::filesystem::path& directory, bool resume);

}  // namespace largestep
