#include "app/command.h"
#include "app/shell_completion.h"
#include "core/error.h"

namespace largestep {

void add_completion_command(CLI::App& app) {
  auto* command = app.add_subcommand("completion", "print what completes the command line: for bash, zsh or fish");
  const auto shell = std::make_shared<std::string>("bash");
  command->add_option("SHELL", *shell, "bash | zsh | fish")->capture_default_str();
  command->group("");
  command->footer(
      "Examples:\n"
      "  eval \"$(largestep completion)\"                  in ~/.bashrc\n"
      "  eval \"$(largestep completion zsh)\"              in ~/.zshrc, after compinit\n"
      "  largestep completion fish > ~/.config/fish/completions/largestep.fish");
  command->callback([&app, shell] {
    if (*shell == "bash") {
      fmt::print("{}", bash_completion(app));
    } else if (*shell == "zsh") {
      fmt::print("{}", zsh_completion(app));
    } else if (*shell == "fish") {
      fmt::print("{}", fish_completion(app));
    } else {
      fail(ErrorKind::kInvalidArgument, "there is no completion for \"{}\"; there is one for bash, zsh and fish",
           *shell);
    }
  });
}

}  // namespace largestep
