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

/// Puts a preset's values into the settings. @throws Error{kInvalidArgument} naming the nearest preset if unknown.
void apply_preset(Settings& settings, const std::string& name);

}  // namespace largestep
