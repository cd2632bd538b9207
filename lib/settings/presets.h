#pragma once

#include <string>
#include <vector>

#include "settings/settings.h"

namespace largestep {

/// A named set of settings that differ from the defaults.
struct Preset {
  std::string name;
  std::string description;
  SettingValues settings;
};

/// The paper's twelve runs (arXiv:2210.05337, ResNet-18 on CIFAR-10), those of its Figure 1 in miniature, and a fast
/// one.
const std::vector<Preset>& presets();

/// The preset of that name. @throws Error{kInvalidArgument} naming the nearest one if there is none.
const Preset& find_preset(const std::string& name);

/// Refuses the preset of the flags if a file, whose values stand above a preset's, gives each of them: then it would
/// only change the run's label. A file's own preset may be repeated.
/// @throws Error{kInvalidArgument}
void check_preset_counts(const SettingValues& file, const SettingValues& flags);

/// Puts a preset's values into the settings. @throws what find_preset() throws.
void apply_preset(Settings& settings, const std::string& name);

}  // namespace largestep
