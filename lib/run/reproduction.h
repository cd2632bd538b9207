#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "run/settings_toml.h"

namespace largestep {

/// Which of the paper's ResNet-18 experiments to repeat, and how large.
struct ReproductionOptions {
  std::string setting = "sota";        ///< "sota" or "plain"
  std::string scale = "small";         ///< "full": as published; "small": narrow and short, for two cores
  std::vector<std::int64_t> seeds{0};  ///< each at least 0, no two equal
  /// @throws Error{kInvalidArgument} naming flag, value and range.
  void validate() const;
};

/// One training run of a reproduction.
struct ReproductionRun {
  std::string step_size;  ///< "small", "large-10", "large-30" or "large-50": the preset without its setting
  std::int64_t seed;
  std::string name;  ///< of its directory, "sota-large-50-seed0"
  Settings settings;
};

/// The four step-size settings of the experiment for every seed; seeds outermost, so that a first complete comparison
/// is there early.
/// @param flags  settings that are about the machine (data, device, threads, precision, quiet); they win.
std::vector<ReproductionRun> reproduction_runs(const ReproductionOptions& options, const SettingValues& flags);

/// Checks that a directory holds the run that is wanted: apart from what is about the machine, the same settings.
/// @throws Error{kInvalidArgument} naming the settings that differ, with both values.
void check_same_experiment(const std::filesystem::path& directory, const Settings& wanted);

/// What is to be done about a run's directory.
enum class RunState { kMissing, kUnfinished, kFinished, kDiverged };

/// Reads run.json. A directory that was started, but in which nothing was saved yet, is unfinished.
/// @throws Error{kData} if run.json is there but not readable.
RunState run_state(const std::filesystem::path& directory);

}  // namespace largestep
