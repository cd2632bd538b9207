#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "app/argument_checks.h"
#include "catalog/problem_catalog.h"
#include "settings/presets.h"
#include "settings/schedule_settings.h"
#include "settings/setting_specs.h"
#include "settings/settings_toml.h"

namespace largestep {

/// The settings given on the command line, and --config. Every setting is a flag of the same name; `--lr` is another
/// name of `--step-size`, switches also have a `--no-` form. The help shows them by group.
class SettingFlags {
 public:
  /// @param taken  a flag of the command's own, whose setting then can't be given
  void add_to(CLI::App& command, std::string_view taken = "") {
    command.add_option("--config", config_, "TOML file with any of these settings")->check(a_name());
    command.formatter(std::make_shared<PlainHelp>());
    for (const auto& [group, title] : setting_groups()) {
      for (const auto& spec : setting_specs()) {
        if (spec.group == group && spec.name != taken) add_flag(command, spec)->group(title);
      }
    }
  }

  /// Defaults, preset, --config and flags put together, validated; flags that the schedule ignores are refused, and a
  /// preset none of whose values is left.
  Settings resolve() const { return resolve_with(config_values()); }
  /// The same with other values in the place of those of --config.
  Settings resolve_with(const SettingValues& file) const {
    check_preset_counts(file, flags_);
    auto settings = resolve_settings(file, flags_);
    check_schedule_reads(flags_, settings, find_problem(settings.problem).settings);
    return settings;
  }
  const std::string& config() const { return config_; }
  /// Whether nothing was asked for but the defaults.
  bool are_defaults() const { return config_.empty() && flags_.empty(); }
  /// What is in --config, if it was given.
  SettingValues config_values() const { return config_.empty() ? SettingValues{} : read_settings_file(config_); }
  /// The flags, in the order of the settings.
  const SettingValues& values() const { return flags_; }

 private:
  /// Help without what the library adds: "{false}" behind the `--no-` form of a switch, a second blank line between
  /// groups.
  struct PlainHelp : CLI::Formatter {
    std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
      return CLI::detail::find_and_replace(Formatter::make_option_name(option, is_positional), "{false}", "");
    }
    std::string make_help(const CLI::App* command, std::string name, CLI::AppFormatMode mode) const override {
      return CLI::detail::find_and_replace(Formatter::make_help(command, std::move(name), mode), "\n\n\n", "\n\n");
    }
  };

  CLI::Option* add_flag(CLI::App& command, const SettingSpec& spec) {
    if (std::holds_alternative<bool Settings::*>(spec.member)) {
      return command
          .add_flag_function(
              "--" + spec.name + ",!--no-" + spec.name,
              [this, &spec](std::int64_t count) { flags_.emplace_back(spec.name, count > 0 ? "true" : "false"); },
              help_text(spec))
          ->take_last();
    }
    auto* option =
        command
            .add_option_function<std::string>(
                "--" + spec.name + (spec.name == "step-size" ? ",--lr" : ""),
                [this, &spec](const std::string& text) { flags_.emplace_back(spec.name, text); }, help_text(spec))
            ->type_name("")
            ->take_last();
    // An unset variable of a script is no value; the default would be taken in its place.
    return std::holds_alternative<std::string Settings::*>(spec.member) ? option->check(a_name()) : option;
  }

  std::string config_;
  SettingValues flags_;
};

}  // namespace largestep
