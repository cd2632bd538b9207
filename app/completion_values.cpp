#include <algorithm>
#include <cctype>

#include "app/shell_completion.h"
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

}  // namespace

std::vector<std::string> completions_of_value(const FlagInfo& flag) {
  const auto name = flag.names.front().substr(2);
  std::vector<std::string> values;
  if (name == "preset") {
    for (const auto& preset : presets()) values.push_back(preset.name);
  } else if (name == "problem") {
    for (const auto& problem : problem_catalog()) values.push_back(problem.name());
  } else if (name == "set") {
    for (const auto& setting : setting_specs()) values.push_back(setting.name + "=");
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

std::string short_description(const std::string& description) {
  constexpr std::size_t kMost = 60;
  auto text = description.substr(0, description.find_first_of(";\n"));
  text = text.substr(0, text.find(" ["));  // default and range
  if (text.size() <= kMost) return text;
  return text.substr(0, text.rfind(' ', kMost)) + " ...";
}

}  // namespace largestep
