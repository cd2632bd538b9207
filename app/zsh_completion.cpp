#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/shell_completion.h"
#include "core/shell_word.h"

namespace largestep {
namespace {

/// 'name:description' for _describe, in which a colon of either is escaped.
std::string described(const std::string& name, const std::string& description) {
  return single_quoted(CLI::detail::find_and_replace(name, ":", "\\:") + ":" + short_description(description));
}

/// Lines of the three case statements.
struct ZshCases {
  std::string commands;
  std::string words;
  std::string values;
};

void collect_for_zsh(const CLI::App& command, const std::string& path, ZshCases& cases) {
  std::vector<std::string> subcommands, flags;
  for (const auto* sub : visible_subcommands(command)) {
    subcommands.push_back(described(sub->get_name(), sub->get_description()));
    cases.commands += fmt::format("      '{} {}') command=\"$command $word\" ;;\n", path, sub->get_name());
  }
  for (const auto& flag : flags_of(command)) {
    for (const auto& name : flag.names) {
      flags.push_back(described(name, flag.description));
      if (!flag.takes_value) continue;
      cases.values += fmt::format("    '{} {}') takes=value values=({}) ;;\n", path, name,
                                  fmt::join(completions_of_value(flag), " "));
    }
  }
  cases.words +=
      fmt::format("    '{}') subcommands=({}) flags=({}) arguments={} ;;\n", path, fmt::join(subcommands, " "),
                  fmt::join(flags, " "), positionals_of(command).empty() ? "no" : "yes");
  for (const auto* sub : visible_subcommands(command)) collect_for_zsh(*sub, path + " " + sub->get_name(), cases);
}

}  // namespace

std::string zsh_completion(const CLI::App& app) {
  ZshCases cases;
  collect_for_zsh(app, app.get_name(), cases);
  return fmt::format(R"(#compdef largestep
# Completion of largestep for zsh, written by `largestep completion zsh`.
_largestep() {{
  local command=largestep word takes=word arguments=no
  local -a subcommands flags values
  for word in "${{(@)words[2,CURRENT-1]}}"; do
    case "$command $word" in
{}    esac
  done
  case "$command" in
{}  esac
  case "$command ${{words[CURRENT-1]}}" in
{}  esac
  if [[ $takes == value ]]; then
    if (( $#values )); then compadd -a values; else _files; fi
  elif (( $#subcommands )) && [[ ${{words[CURRENT]}} != -* ]]; then
    _describe command subcommands
  elif [[ ${{words[CURRENT]}} == -* || $arguments == no ]]; then
    _describe -o flag flags
  else
    _files
  fi
}}
if [[ ${{funcstack[1]}} == _largestep ]]; then _largestep "$@"; else compdef _largestep largestep; fi
)",
                     cases.commands, cases.words, cases.values);
}

}  // namespace largestep
