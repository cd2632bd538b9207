// `largestep completion` writes the completion for bash from the commands as they are declared, so that it cannot lag
// behind them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "app/command.h"
#include "app/command_tree.h"
#include "catalog/problem_catalog.h"
#include "settings/presets.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

/// What can be completed of a value's form: "cuda:INDEX", where a capital letter stands for what the user fills in,
/// gives "cuda:"; "fp32 (exact)" gives "fp32".
std::string fixed_part(const std::string& form) {
  const auto ends = [](char letter) {
    return letter == ' ' || letter == ',' || std::isupper(static_cast<unsigned char>(letter)) != 0;
  };
  return {form.begin(), std::find_if(form.begin(), form.end(), ends)};
}

/// The alternatives that the description of a flag that is no setting names: "full: as published | mini: minutes" gives
/// full and mini.
std::vector<std::string> alternatives(const std::string& description) {
  std::vector<std::string> found;
  for (std::size_t from = 0; from <= description.size();) {
    const auto to = std::min(description.find(" | ", from), description.size());
    found.push_back(fixed_part(description.substr(from, to - from)));
    if (found.back().ends_with(':')) found.back().pop_back();
    from = to + 3;
  }
  return found.size() > 1 ? found : std::vector<std::string>{};
}

std::vector<std::string> values_of(const FlagInfo& flag) {
  const auto name = flag.names.front().substr(2);
  std::vector<std::string> values;
  if (name == "preset") {
    for (const auto& preset : presets()) values.push_back(preset.name);
  } else if (name == "problem") {
    for (const auto& problem : problem_catalog()) values.push_back(problem.name());
  } else if (const auto* setting = find_setting(name)) {
    if (const auto* choices = std::get_if<Choices>(&setting->constraint)) {
      for (const auto& choice : choices->known) values.push_back(fixed_part(choice.form));
    }
  } else {
    values = alternatives(flag.description);
  }
  std::erase(values, "");
  return values;
}

std::string names_of(const std::vector<FlagInfo>& flags) {
  std::string names;
  for (const auto& flag : flags) names += fmt::format("{}{}", names.empty() ? "" : " ", fmt::join(flag.names, " "));
  return names;
}

/// Lines of two case statements: words that may follow a command, and values of its flags.
struct Cases {
  std::string commands;
  std::string words;
  std::string values;
};

void collect(const CLI::App& command, const std::string& path, Cases& cases) {
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
      cases.values +=
          fmt::format("    '{} {}') values='{}' wanted=value ;;\n", path, name, fmt::join(values_of(flag), " "));
    }
  }
  for (const auto* sub : visible_subcommands(command)) collect(*sub, path + " " + sub->get_name(), cases);
}

std::string bash_completion(const CLI::App& app) {
  Cases cases;
  collect(app, app.get_name(), cases);
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

}  // namespace

void add_completion_command(CLI::App& app) {
  auto* command = app.add_subcommand("completion", "print the completion for bash");
  command->group("");
  command->footer("Example: eval \"$(largestep completion)\"");
  command->callback([&app] { fmt::print("{}", bash_completion(app)); });
}

}  // namespace largestep
