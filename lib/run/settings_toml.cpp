#include "run/settings_toml.h"

#include <toml++/toml.h>

#include <sstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/suggest.h"
#include "run/presets.h"

namespace largestep {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

std::string nearest_setting(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& spec : setting_specs()) names.push_back(spec.name);
  return nearest_name(name, names);
}

/// Value of the last entry of that name, "" if there is none.
std::string last_value(const SettingValues& values, const std::string& name) {
  std::string result;
  for (const auto& [key, value] : values) {
    if (key == name) result = value;
  }
  return result;
}

void apply(Settings& settings, const SettingValues& values) {
  for (const auto& [name, text] : values) set_from_text(settings, *find_setting(name), text);
}

}  // namespace

SettingValues parse_settings(const std::string& toml, const std::string& where) {
  toml::table table;
  try {
    table = toml::parse(toml);
  } catch (const toml::parse_error& error) {
    fail(ErrorKind::kInvalidArgument, "{} line {} is not valid TOML: {}", where, error.source().begin.line,
         std::string(error.description()));
  }
  SettingValues values;
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const auto line = node.source().begin.line;
    if (find_setting(name) == nullptr) {
      const auto nearest = nearest_setting(name);
      fail(ErrorKind::kInvalidArgument, "{} line {}: there is no setting \"{}\"{}", where, line, name,
           nearest.empty() ? "" : "; did you mean " + nearest + "?");
    }
    if (const auto* text = node.as_string()) {
      values.emplace_back(name, text->get());
    } else if (const auto* whole = node.as_integer()) {
      values.emplace_back(name, fmt::format("{}", whole->get()));
    } else if (const auto* number = node.as_floating_point()) {
      values.emplace_back(name, fmt::format("{}", number->get()));
    } else if (const auto* flag = node.as_boolean()) {
      values.emplace_back(name, flag->get() ? "true" : "false");
    } else {
      fail(ErrorKind::kInvalidArgument, "{} line {}: {} must be a string, a number, true or false", where, line, name);
    }
  }
  return values;
}

SettingValues read_settings_file(const std::filesystem::path& path) {
  return parse_settings(read_file(path, kMaxFileBytes), path.string());
}

std::string settings_to_toml(const Settings& settings) {
  std::string text;
  for (const auto& spec : setting_specs()) text += fmt::format("{} = {}\n", spec.name, toml_text(settings, spec));
  return text;
}

Settings resolve_settings(const SettingValues& file, const SettingValues& flags) {
  Settings settings;
  auto preset = last_value(flags, "preset");
  if (preset.empty()) preset = last_value(file, "preset");
  if (!preset.empty()) apply_preset(settings, preset);
  apply(settings, file);
  apply(settings, flags);
  settings.preset = preset;
  settings.validate();
  return settings;
}

}  // namespace largestep
