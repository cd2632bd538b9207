#include "settings/setting_values.h"

#include <algorithm>

namespace largestep {

SettingValues overridden(SettingValues first, const SettingValues& second) {
  for (const auto& [name, value] : second) {
    const auto place = std::find_if(first.begin(), first.end(),
                                    [&, &wanted = name](const auto& known) { return known.first == wanted; });
    if (place == first.end()) {
      first.emplace_back(name, value);
    } else {
      place->second = value;
    }
  }
  return first;
}

std::string last_value(const SettingValues& values, const std::string& name) {
  const auto last =
      std::find_if(values.rbegin(), values.rend(), [&](const auto& value) { return value.first == name; });
  return last == values.rend() ? "" : last->second;
}

}  // namespace largestep
