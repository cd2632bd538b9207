#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/shell_completion.h"

namespace largestep {
namespace {

std::string names_of(const std::vector<FlagInfo>& flags) {
  std::string names;
  for (const auto& flag : flags) names += fmt::format("{}{}", names.empty() ? "" : " ", fmt::join(flag.names, " "));
  return names;
}

/// Lines of two case statements: words that may follow a command, and values of its flags.
struct BashCases {
  std::string commands;
  std::string words;
  std::string values;
};

void collect_for_bash(const CLI::App& command, const std::string& path, BashCases& cases) {
  const auto flags = flags_of(command);
  std::string subcommands;
  for (const auto* sub : visible_subcommands(command)) {
    subcommands += sub->get_name() + " ";
    cases.commands += fmt::format("      '{} {}') command=\"$command $word\" ;;\n", path, sub->get_name());
  }
  cases.words += fmt::format("    '{}') subcommands='{}' flags='{}' arguments={} ;;\n", path, subcommands,
                             names_of(flags), positionals_of(command).empty() ? "no" : "yes");
  for (const auto& flag : flags) {
    if (!flag.takes_value) continue;
    for (const auto& name : flag.names) {
      cases.values += fmt::format("    '{} {}') values='{}' wanted=value ;;\n", path, name,
                                  fmt::join(completions_of_value(flag), " "));
    }
  }
  for (const auto* sub : visible_subcommands(command)) collect_for_bash(*sub, path + " " + sub->get_name(), cases);
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
  BashCases cases;
  collect_for_bash(app, app.get_name(), cases);
  return fmt::format(R"(# Completion of largestep for bash, written by `largestep completion`.
_largestep() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}}
  local command=largestep word subcommands= flags= arguments=no values= wanted=word
  [[ $current == '=' ]] && current=
  [[ $previous == '=' ]] && previous=${{COMP_WORDS[COMP_CWORD - 2]}}
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$command $word" in
{}    esac
  done
  case "$command" in
{}  esac
  case "$command $previous" in
{}  esac
  COMPREPLY=()
  if [[ $wanted == value ]]; then
    COMPREPLY=($(compgen -W "$values" -- "$current"))
    [[ ${{COMPREPLY[0]}} == *= ]] && compopt -o nospace 2> /dev/null
  elif [[ -n $subcommands && $current != -* ]]; then
    COMPREPLY=($(compgen -W "$subcommands" -- "$current"))
  elif [[ $current == -* || $arguments == no ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  fi
}}
complete -o bashdefault -o default -F _largestep largestep
)",
                     cases.commands, cases.words, cases.values);
}

}  // namespace largestep
