#pragma once

#include <filesystem>

#include "settings/settings.h"

namespace largestep {

/// What is to be done about a run's directory.
enum class RunState { kMissing, kUnfinished, kFinished, kDiverged };

/// Reads run.json. A directory that was started, but in which nothing was saved yet, is unfinished.
/// @throws Error{kData} if run.json is there but not readable.
RunState run_state(const std::filesystem::path& directory);

/// Checks that a directory holds the run that is wanted: apart from what is about the machine, the same settings.
/// @throws Error{kInvalidArgument} naming the settings that differ, with both values.
void check_same_experiment(const std::filesystem::path& directory, const Settings& planned);

}  // namespace largestep
