#pragma once

#include <string>

#include "settings/problem_settings.h"
#include "settings/setting_values.h"
#include "settings/settings.h"

namespace largestep {

/// Whether it is a setting of the step size that the schedule takes no notice of: decay-at where that is constant.
bool is_ignored_by_schedule(const Settings& settings, const std::string& name);

/// Refuses settings that were given in vain, unless their value is the problem's default.
/// @param given  flags; `settings` is what they and all else come to
/// @throws Error{kInvalidArgument} naming setting, value and schedule.
void check_schedule_reads(const SettingValues& given, const Settings& settings, const ProblemSettings& problem);

}  // namespace largestep
