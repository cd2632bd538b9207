#pragma once

#include <memory>
#include <string>
#include <vector>

#include "settings/problem_settings.h"
#include "settings/setting_values.h"
#include "settings/settings.h"

namespace c10 {
struct Device;
}

namespace largestep {

class MeasuredProblem;

/// A problem that `largestep train --problem NAME` can run. A new one is a class derived from MeasuredProblem and one
/// entry in problem_catalog.cpp; docs/ADDING_A_PROBLEM.md shows it.
struct ProblemSpec {
  ProblemSettings settings;  ///< its name, and the settings of it that differ from the defaults
  std::string description;
  /// Makes it from settings in which everything is resolved; nullptr for ResNet-18, whose images a run loads itself.
  std::unique_ptr<MeasuredProblem> (*make)(const Settings& settings, const c10::Device& device) = nullptr;
  bool is_on_images = false;  ///< always needs the CIFAR-10 files

  const std::string& name() const { return settings.name; }
};

/// All problems, ResNet-18 first.
const std::vector<ProblemSpec>& problem_catalog();

/// @throws Error{kInvalidArgument} naming the nearest one if there is none of that name.
const ProblemSpec& find_problem(const std::string& name);

/// The settings that flags, a file, presets and the problem's own defaults come to (settings_toml.h). Validated.
Settings resolve_settings(const SettingValues& file, const SettingValues& flags);

/// Whether a run needs the CIFAR-10 files.
bool needs_images(const Settings& settings);

/// What the data are, for run.json.
std::string dataset_name(const Settings& settings);

}  // namespace largestep
