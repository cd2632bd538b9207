#pragma once

#include <cstdint>
#include <optional>

#include "settings/settings.h"

namespace largestep {

/// Steps of an epoch as training will count them, without a look at images; nothing where only they tell how many there
/// are. A problem on other data is made for it.
/// @throws Error{kInvalidArgument} if there are fewer examples than a batch takes.
std::optional<std::int64_t> steps_per_epoch(const Settings& settings);

}  // namespace largestep
