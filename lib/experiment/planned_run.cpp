#include "experiment/planned_run.h"

#include "core/shell_word.h"
#include "settings/setting_specs.h"

namespace largestep {
std::vector<std::string> setting_arguments(const std::string& config, const SettingValues& values) {
  std::vector<std::string> arguments;
  if (!config.empty()) arguments.push_back("--config=" + config);
  for (const auto& [name, value] : values) {
    if (std::holds_alternative<bool Settings::*>(setting_named(name).member)) {
      arguments.push_back((value == "true" ? "--" : "--no-") + name);
    } else if (value.empty()) {  // CLI11 takes "--mean=" for a flag whose value comes next
      arguments.insert(arguments.end(), {"--" + name, ""});
    } else {
      arguments.push_back("--" + name + "=" + value);
    }
  }
  return arguments;
}

std::vector<std::string> train_arguments(const PlannedRun& run, const std::filesystem::path& directory, bool resume) {
  std::vector<std::string> arguments{"train"};
  if (resume) arguments.emplace_back("--resume");
  for (auto& argument : setting_arguments(run.config, run.values)) arguments.push_back(std::move(argument));
  arguments.push_back("--out=" + directory.string());
  return arguments;
}

std::string shell_line(const std::vector<std::string>& arguments) {
  std::string line = "largestep";
  for (const auto& argument : arguments) line.append(" ").append(shell_word(argument));
  return line;
}

}  // namespace largestep
