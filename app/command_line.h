#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "core/shell_word.h"

namespace largestep {

/// What was parsed, as it would be typed: the subcommand, its positional arguments, its flags, each value with its own.
inline std::string command_line(const CLI::App& command) {
  std::string line = "largestep " + command.get_name();
  for (const bool positional : {true, false}) {
    for (const auto* option : command.get_options()) {
      if (option->count() == 0 || option->get_positional() != positional) continue;
      const auto flag = positional ? "" : " --" + option->get_lnames().front();
      if (option->get_expected_max() == 0) {
        line += flag;
      } else {
        for (const auto& value : option->results()) line.append(flag).append(" ").append(shell_word(value));
      }
    }
  }
  return line;
}

}  // namespace largestep
