#pragma once

#include <string>
#include <variant>
#include <vector>

#include "settings/problem_settings.h"
#include "settings/setting_constraint.h"
#include "settings/settings.h"

namespace largestep {

/// Whether a run can be resumed with another value of a setting.
enum class ResumeRule {
  kStays,        ///< no: it shapes the trajectory
  kMayChange,    ///< yes: it says where data are, what is saved, measured or printed
  kChangesBits,  ///< yes, unless the run is deterministic: the arithmetic is the same up to rounding
  kIfSameSteps,  ///< yes, if the steps taken so far would have had the same step sizes
};

/// What a setting is about: the headings of the help.
enum class SettingGroup { kProblem, kData, kTraining, kStepSize, kRegularisation, kRecords, kSaving, kMachine };

struct SettingGroupInfo {
  SettingGroup group;
  std::string title;  ///< "Step size"
};

/// All groups, in the order of the help.
const std::vector<SettingGroupInfo>& setting_groups();

/// One setting, all that is known of it but its default, which `Settings` declares. Validation, flags, help,
/// completion, config.toml and the rules of --resume follow from this.
struct SettingSpec {
  using Member = std::variant<std::string Settings::*, std::int64_t Settings::*, double Settings::*, bool Settings::*>;
  std::string name;  ///< "step-size": flag without dashes, and TOML key
  Member member;
  SettingGroup group;
  std::string help;                   ///< what it is, without default, range and choices
  SettingConstraint constraint = {};  ///< of the member's type: WholeRange, RealRange, Choices of text
  ResumeRule on_resume = ResumeRule::kStays;
  SettingScope scope = SettingScope::kAll;
};

/// Whether runs with another value of it take other steps.
inline bool shapes_trajectory(const SettingSpec& spec) {
  return spec.on_resume == ResumeRule::kStays || spec.on_resume == ResumeRule::kIfSameSteps;
}

/// All settings, in the order in which they are written.
const std::vector<SettingSpec>& setting_specs();

/// The spec of that name, or nullptr.
const SettingSpec* find_setting(const std::string& name);

/// The same. @throws Error{kInvalidArgument} naming the nearest if there is none
const SettingSpec& setting_named(const std::string& name);

/// The settings of a problem when nothing else is said.
Settings default_settings(const ProblemSettings& problem);

/// Sets a value given as text ("0.05", "true", "cosine").
/// @throws Error{kInvalidArgument} if the text is not of the setting's type.
void set_from_text(Settings& settings, const SettingSpec& spec, const std::string& text);

/// The value as set_from_text reads it ("0.05", "true", "cosine").
std::string plain_text(const Settings& settings, const SettingSpec& spec);

/// The value as TOML ("0.05", "true", "\"cosine\""); reads back as the same value.
std::string toml_text(const Settings& settings, const SettingSpec& spec);

/// Checks a value against the setting's constraint.
/// @throws Error{kInvalidArgument} naming setting, value and what is allowed.
void check_value(const Settings& settings, const SettingSpec& spec, const ProblemSettings& of_problem);

/// The help with choices, default and range: "channels of ... [default 64; 1 to 1024]". An end of a range that depends
/// on the problem is left out.
std::string help_text(const SettingSpec& spec);

}  // namespace largestep
