#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <string>

namespace largestep {

/// The text as one word of a shell: as it is, or in quotes.
inline std::string shell_word(const std::string& text) {
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("_./=,:%+@-").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

/// What was parsed, as it would be typed: the subcommand, its positional arguments, its flags.
inline std::string command_line(const CLI::App& command) {
  std::string line = "largestep " + command.get_name();
  for (const bool positional : {true, false}) {
    for (const auto* option : command.get_options()) {
      if (option->count() == 0 || option->get_positional() != positional) continue;
      if (!positional) line += " --" + option->get_lnames().front();
      if (option->get_expected_max() == 0) continue;
      for (const auto& value : option->results()) line += " " + shell_word(value);
    }
  }
  return line;
}

}  // namespace largestep
