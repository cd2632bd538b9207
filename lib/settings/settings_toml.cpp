#include "settings/settings_toml.h"

#include <fmt/format.h>

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/flat_toml.h"
#include "settings/presets.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

void apply(Settings& settings, const SettingValues& values) {
  for (const auto& [name, text] : values) set_from_text(settings, setting_named(name), text);
}

}  // namespace

SettingValues parse_settings(const std::string& toml, const std::string& where) {
  std::vector<TomlEntry> entries;
  try {
    entries = parse_flat_toml(toml);
  } catch (const Error& error) {
    fail(ErrorKind::kInvalidArgument, "{} {}", where, error.what());
  }
  SettingValues values;
  for (const auto& [name, value, line] : entries) {
    try {
      setting_named(name);
    } catch (const Error& unknown) {
      fail(unknown.kind(), "{} line {}: {}", where, line, unknown.what());
    }
    values.emplace_back(name, std::visit([](const auto& plain) { return fmt::format("{}", plain); }, value));
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

Settings resolve_settings(const SettingValues& file, const SettingValues& flags, const FindProblemSettings& find) {
  auto problem = last_value(flags, "problem");
  if (problem.empty()) problem = last_value(file, "problem");
  const auto& of_problem = find(problem.empty() ? Settings().problem : problem);
  auto settings = default_settings(of_problem);
  auto preset = last_value(flags, "preset");
  if (preset.empty()) preset = last_value(file, "preset");
  if (!preset.empty()) apply_preset(settings, preset);
  apply(settings, file);
  apply(settings, flags);
  settings.preset = preset;
  settings.validate(of_problem);
  return settings;
}

}  // namespace largestep
