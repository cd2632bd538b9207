#pragma once

#include <string>
#include <variant>
#include <vector>

#include "settings/problem_settings.h"
#include "settings/settings.h"

namespace largestep {

/// Whether a run can be resumed with another value of a setting.
enum class ResumeRule {
  kStays,        ///< no: it shapes the trajectory
  kMayChange,    ///< yes: it says where data are, what is saved, measured or printed
  kChangesBits,  ///< yes, unless the run is deterministic: the arithmetic is the same up to rounding
  kIfSameSteps,  ///< yes, if the steps taken so far would have had the same step sizes
};

/// One setting as flags, files and presets see it.
struct SettingSpec {
  using Member = std::variant<std::string Settings::*, std::int64_t Settings::*, double Settings::*, bool Settings::*>;
  std::string name;  ///< "step-size": flag without dashes, and TOML key
  Member member;
  std::string help;
  ResumeRule on_resume = ResumeRule::kStays;
  SettingScope scope = SettingScope::kAll;
};

/// All settings, in the order in which they are shown and written.
const std::vector<SettingSpec>& setting_specs();

/// The spec of that name, or nullptr.
const SettingSpec* find_setting(const std::string& name);

/// The settings of a problem when nothing else is said.
Settings default_settings(const ProblemSettings& problem);

/// Sets a value given as text ("0.05", "true", "cosine").
/// @throws Error{kInvalidArgument} if the text is not of the setting's type.
void set_from_text(Settings& settings, const SettingSpec& spec, const std::string& text);

/// The value as TOML ("0.05", "true", "\"cosine\""); reads back as the same value.
std::string toml_text(const Settings& settings, const SettingSpec& spec);

}  // namespace largestep
