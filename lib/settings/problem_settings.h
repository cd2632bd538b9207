#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "settings/setting_values.h"

namespace largestep {

/// Which problems look at a setting; others refuse it.
enum class SettingScope {
  kAll,
  kImages,  ///< those that train a network on images
  kSmall,   ///< those whose terms are computed in memory
  kTable,   ///< those that take data of the user's
  kLayers,  ///< those with layers of units
};

/// What settings must know of a problem: those of it that differ from the defaults, and what makes sense for it.
struct ProblemSettings {
  std::string name;
  SettingValues defaults{};
  std::set<SettingScope> scopes{};  ///< besides kAll
  std::int64_t least_batch_size = 1;
  std::int64_t most_terms = 1'000'000'000;
  std::int64_t most_epochs = 1'000'000'000;
};

/// Finds a problem by name. @throws Error{kInvalidArgument} if there is none.
using FindProblemSettings = std::function<const ProblemSettings&(const std::string& name)>;

}  // namespace largestep
