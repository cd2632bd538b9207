#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "app/command_tree.h"

namespace largestep {

/// A script that completes the command line of the program for one shell, from the commands as they are declared, so
/// that it cannot lag behind them.
std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);
std::string fish_completion(const CLI::App& app);

/// What the value of a flag may be, as far as that is known; empty for numbers, files and the like.
std::vector<std::string> completions_of_value(const FlagInfo& flag);

/// The part of a description that fits in a line of a menu.
std::string short_description(const std::string& description);

}  // namespace largestep
