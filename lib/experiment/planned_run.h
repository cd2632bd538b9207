#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "settings/setting_values.h"
#include "settings/settings.h"

namespace largestep {

/// One training run of several that are trained as processes of their own, by `largestep train`.
struct PlannedRun {
  std::string name;      ///< of its directory
  std::string config;    ///< settings file of the user's, "" if there is none
  SettingValues values;  ///< settings besides that file
  Settings settings;     ///< what they come to
};

/// The arguments of `largestep` that train the run: "train", "--step-size=0.1", ..., "--out=DIRECTORY".
/// @param resume  go on with the run that is there
std::vector<std::string> train_arguments(const PlannedRun& run, const std::filesystem::path& directory, bool resume);

/// Settings as arguments: "--step-size=0.1", "--augment" or "--no-augment".
std::vector<std::string> setting_arguments(const std::string& config, const SettingValues& values);

/// "largestep" and its arguments as a line for the shell; what has a meaning there is quoted.
std::string shell_line(const std::vector<std::string>& arguments);

}  // namespace largestep
