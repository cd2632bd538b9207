#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace largestep {

/// A flag as the shell completion and the manual page see it.
struct FlagInfo {
  std::vector<std::string> names;  ///< with dashes, "--step-size", "--lr"
  std::string description;
  std::string default_value;  ///< "" if none is shown
  std::string group;          ///< heading of the help under which it stands, "Options" where there is no other
  bool takes_value = false;
};

/// Subcommands that are shown, in the order of the help.
inline std::vector<const CLI::App*> visible_subcommands(const CLI::App& app) {
  std::vector<const CLI::App*> found;
  for (const auto* sub :
       app.get_subcommands([](const CLI::App* candidate) { return !candidate->get_group().empty(); })) {
    found.push_back(sub);
  }
  return found;
}

/// A command's flags, --help included.
inline std::vector<FlagInfo> flags_of(const CLI::App& command) {
  std::vector<FlagInfo> flags;
  for (const auto* option : command.get_options()) {
    if (option->get_positional() || option->get_group().empty()) continue;
    FlagInfo flag{.names = {},
                  .description = option->get_description(),
                  .default_value = option->get_default_str(),
                  .group = option->get_group(),
                  .takes_value = option->get_items_expected_max() > 0};
    for (const auto& name : option->get_snames()) flag.names.push_back("-" + name);
    for (const auto& name : option->get_lnames()) flag.names.push_back("--" + name);
    flags.push_back(flag);
  }
  return flags;
}

/// A command's arguments without dashes.
inline std::vector<const CLI::Option*> positionals_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

}  // namespace largestep
