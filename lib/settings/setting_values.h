#pragma once

#include <string>
#include <utility>
#include <vector>

namespace largestep {

/// (setting name, value as text), in the order given.
using SettingValues = std::vector<std::pair<std::string, std::string>>;

/// The values of both; where both name a setting, the second's.
SettingValues overridden(SettingValues first, const SettingValues& second);

/// The value of the last entry of that name, "" if there is none.
std::string last_value(const SettingValues& values, const std::string& name);

}  // namespace largestep
