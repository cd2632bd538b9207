#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/shell_completion.h"

namespace largestep {
namespace {

/// 'text' for fish, which knows the backslash within single quotes.
std::string in_fish_quotes(const std::string& text) {
  const auto escaped = CLI::detail::find_and_replace(text, "\\", "\\\\");
  return "'" + CLI::detail::find_and_replace(escaped, "'", "\\'") + "'";
}

/// A line that completes something after the command at `path`, where its own subcommands have not been named.
std::string line_at(const std::vector<std::string>& path, const CLI::App& command, const std::string& what,
                    const std::string& description) {
  std::string condition;
  for (const auto& name : path) {
    condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", name);
  }
  std::vector<std::string> subs;
  for (const auto* sub : visible_subcommands(command)) subs.push_back(sub->get_name());
  if (path.empty()) {
    condition = "__fish_use_subcommand";
  } else if (!subs.empty()) {
    condition += fmt::format("; and not __fish_seen_subcommand_from {}", fmt::join(subs, " "));
  }
  return fmt::format("complete -c largestep -n {} {} -d {}\n", in_fish_quotes(condition), what,
                     in_fish_quotes(short_description(description)));
}

void collect_for_fish(const CLI::App& command, const std::vector<std::string>& path, std::string& lines) {
  for (const auto* sub : visible_subcommands(command)) {
    lines += line_at(path, command, "-f -a " + sub->get_name(), sub->get_description());
  }
  for (const auto& flag : flags_of(command)) {
    std::string names;
    for (const auto& name : flag.names) {
      names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    const auto values = completions_of_value(flag);
    const auto value = !flag.takes_value ? std::string(" -f")
                       : values.empty()
                           ? std::string(" -r -F")
                           : fmt::format(" -x -a {}", in_fish_quotes(fmt::format("{}", fmt::join(values, " "))));
    lines += line_at(path, command, names.substr(1) + value, flag.description);
  }
  for (const auto* sub : visible_subcommands(command)) {
    auto below = path;
    below.push_back(sub->get_name());
    collect_for_fish(*sub, below, lines);
  }
}

}  // namespace

std::string fish_completion(const CLI::App& app) {
  std::string lines = "# Completion of largestep for fish, written by `largestep completion fish`.\n";
  collect_for_fish(app, {}, lines);
  return lines;
}

}  // namespace largestep
