#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "catalog/problem_catalog.h"
#include "settings/setting_specs.h"
#include "settings/settings_toml.h"

namespace largestep {

/// The settings given on the command line, and --config. Every setting is a flag of the same name; `--lr` is another
/// name of `--step-size`, switches also have a `--no-` form.
class SettingFlags {
 public:
  /// @param taken  a flag of the command's own, whose setting then can't be given
  void add_to(CLI::App& command, std::string_view taken = "") {
    command.add_option("--config", config_, "TOML file with any of these settings");
    for (const auto& spec : setting_specs()) {
      if (spec.name == taken) continue;
      if (std::holds_alternative<bool Settings::*>(spec.member)) {
        command.add_flag_function(
            "--" + spec.name + ",!--no-" + spec.name,
            [this, &spec](std::int64_t count) { flags_.emplace_back(spec.name, count > 0 ? "true" : "false"); },
            spec.help);
      } else {
        const auto names = "--" + spec.name + (spec.name == "step-size" ? ",--lr" : "");
        command
            .add_option_function<std::string>(
                names, [this, &spec](const std::string& text) { flags_.emplace_back(spec.name, text); }, spec.help)
            ->type_name("")
            ->take_last();
      }
    }
  }

  /// Defaults, preset, --config and flags put together, validated.
  Settings resolve() const {
    return resolve_settings(config_.empty() ? SettingValues{} : read_settings_file(config_), flags_);
  }
  /// The same on top of a given file, whose place --config then may not take.
  Settings resolve_with(const SettingValues& file) const { return resolve_settings(file, flags_); }
  const std::string& config() const { return config_; }

 private:
  std::string config_;
  SettingValues flags_;
};

}  // namespace largestep
