#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "settings/settings.h"

namespace largestep {

/// What is known of a run after a few of its steps.
struct DryRun {
  std::vector<std::string> plan;  ///< training_plan()
  std::int64_t steps = 0;         ///< taken
  std::int64_t steps_per_epoch = 0;
  double seconds = 0.0;                ///< that the whole run is expected to take; NaN after too few steps
  double terms_per_second = 0.0;       ///< images, or what a batch is made of
  std::string unit;                    ///< of these
  std::int64_t peak_memory_bytes = 0;  ///< of the process
};

/// Makes all that the run needs and takes its first steps, for about three seconds, in memory: nothing is written.
/// @param directory  where the run would be written
/// @throws what a run throws before and in its first steps; Error{kInvalidArgument} in one of several processes.
DryRun dry_run(Settings settings, const std::filesystem::path& directory);

}  // namespace largestep
