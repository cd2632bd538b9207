#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiment/planned_run.h"
#include "sweep/varied_setting.h"

namespace largestep {

/// A run of a sweep: one value of every setting that is varied.
struct SweepRun : PlannedRun {
  std::vector<std::size_t> chosen;  ///< of each varied setting, which of its values
};

/// Every combination of the values of some settings, the others being the same in all runs.
struct SweepPlan {
  std::vector<VariedSetting> varied;
  std::vector<SweepRun> runs;  ///< seeds outermost, so that a first complete comparison is there early
};

/// What all runs of a sweep share, as a user gave it.
struct SharedSettings {
  std::string config;         ///< settings file, "" for none
  SettingValues config_read;  ///< what is in it
  SettingValues flags;
};

/// Plans a run for every combination. Its directory is named after its values, "step-size=0.1_seed=0": settings in the
/// order of the settings table, the seed last. A value that is no good file name, or a long one, is called by its end
/// and its CRC-32, so that further values change no name: "schedule=0-0.05-0.5-0.005-1a2b3c4d".
/// @throws Error{kInvalidArgument}: nothing to vary, a setting varied twice or both varied and given, a value that is
/// out of range in some run, a setting of the step size that the schedule does not look at, more than 10,000 runs.
SweepPlan plan_sweep(std::vector<VariedSetting> varied, const SharedSettings& shared);

/// Where a sweep's plan, and later its results, are kept.
inline constexpr const char* kSweepFile = "sweep.json";

/// Checks that a directory can hold the sweep: it is not a run itself, and of a sweep that is there the same settings
/// were varied, over values that are all among those wanted. New values may come in addition.
/// @throws Error{kInvalidArgument} naming what differs; Error{kData} if the file of the sweep there is damaged.
void check_same_sweep(const std::filesystem::path& directory, const SweepPlan& plan);

}  // namespace largestep
