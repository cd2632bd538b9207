#pragma once

#include <string>
#include <utility>
#include <vector>

namespace largestep {

/// (setting name, value as text), in the order given.
using SettingValues = std::vector<std::pair<std::string, std::string>>;

/// The values of both; where both name a setting, the second's.
SettingValues overridden(SettingValues first, const SettingValues& second);

}  // namespace largestep
