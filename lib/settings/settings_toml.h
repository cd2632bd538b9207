#pragma once

#include <filesystem>
#include <string>

#include "settings/settings.h"

namespace largestep {

/// Reads a flat TOML file of settings. @throws Error{kData} if it can't be read; Error{kInvalidArgument} with line for
/// bad TOML, a key that is not a setting (naming the nearest), or a table or array.
SettingValues read_settings_file(const std::filesystem::path& path);
/// The same from text; `where` names it in messages.
SettingValues parse_settings(const std::string& toml, const std::string& where);

/// Every setting as TOML, one `key = value` a line.
std::string settings_to_toml(const Settings& settings);

/// The problem's defaults, then the preset that flags or file name, then the file, then the flags: the last one wins.
/// Validated.
Settings resolve_settings(const SettingValues& file, const SettingValues& flags, const FindProblemSettings& find);

}  // namespace largestep
