// `largestep help COMMAND` prints what `largestep COMMAND --help` does.
#include <algorithm>

#include "app/command.h"
#include "core/error.h"
#include "core/suggest.h"

namespace largestep {
namespace {

const CLI::App& command_at(const CLI::App& app, const std::vector<std::string>& path) {
  const auto* command = &app;
  for (const auto& name : path) {
    const auto subs = command->get_subcommands([](const CLI::App*) { return true; });
    const auto sub =
        std::find_if(subs.begin(), subs.end(), [&](const CLI::App* one) { return one->get_name() == name; });
    if (sub == subs.end()) {
      std::vector<std::string> names;
      for (const auto* one : subs) names.push_back(one->get_name());
      fail(ErrorKind::kInvalidArgument, "there is no command {}{} (see `largestep --help`)", name,
           did_you_mean(name, names));
    }
    command = *sub;
  }
  return *command;
}

}  // namespace

void add_help_command(CLI::App& app) {
  auto* command = app.add_subcommand("help", "the help of a command, as its --help prints it");
  const auto path = std::make_shared<std::vector<std::string>>();
  command->add_option("COMMAND", *path, "such as train, or problems check");
  command->group("");
  command->callback([&app, path] {
    const auto& wanted = command_at(app, *path);
    auto name = app.get_name();
    for (const auto& part : *path) name += " " + part;
    fmt::print("{}", wanted.get_formatter()->make_help(&wanted, name, CLI::AppFormatMode::Normal));
  });
}

}  // namespace largestep
