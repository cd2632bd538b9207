#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "problems/problem.h"
#include "settings/problem_settings.h"
#include "settings/setting_values.h"
#include "settings/settings.h"

namespace largestep {

/// Where a problem is to be computed.
struct ProblemContext {
  c10::Device device = c10::Device(c10::kCPU);
  int processes = 1;  ///< that share each batch
};

/// A problem that `largestep train --problem NAME` can run. A new one is a class derived from Problem and one entry, in
/// problem_catalog.cpp or by register_problem; docs/ADDING_A_PROBLEM.md shows both.
struct ProblemSpec {
  ProblemSettings settings;  ///< its name, and the settings of it that differ from the defaults
  std::string description;
  /// Makes it from settings in which everything is resolved. @throws Error{kData} if the files that it needs are
  /// missing or damaged.
  std::function<std::unique_ptr<Problem>(const Settings& settings, const ProblemContext& context)> make;
  /// Whether a term's loss is the same in any batch. BatchNorm's statistics make it depend on the others.
  bool terms_are_independent = true;
  bool is_on_images = false;  ///< always needs the CIFAR-10 files, and can be computed on a GPU

  const std::string& name() const { return settings.name; }
};

/// What fits problems whose terms are computed in memory: one term a step, plain SGD, one thread.
const SettingValues& small_defaults();

/// All problems, those of this library first.
const std::vector<ProblemSpec>& problem_catalog();

/// Adds a problem of the calling program's, before its name is first used. Not thread-safe.
/// @throws Error{kInvalidArgument} if there is one of that name, or its default settings are none or out of range.
void register_problem(ProblemSpec problem);

/// The problem that the settings name. @throws Error{kInvalidArgument}, Error{kData}
std::unique_ptr<Problem> make_problem(const Settings& settings, const ProblemContext& context);

/// @throws Error{kInvalidArgument} naming the nearest one if there is none of that name.
const ProblemSpec& find_problem(const std::string& name);

/// The settings that flags, a file, presets and the problem's own defaults come to (settings_toml.h). Validated.
Settings resolve_settings(const SettingValues& file, const SettingValues& flags);

/// Whether a run needs the CIFAR-10 files.
bool needs_images(const Settings& settings);

}  // namespace largestep
