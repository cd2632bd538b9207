#pragma once

#include <cstdint>
#include <optional>

#include "settings/settings.h"

namespace largestep {

/// Prints the step sizes of a run at twenty places, with bars: by epoch, or by step where that is how its length is
/// given.
/// @param steps_per_epoch  if known; a schedule by epochs of a run given in steps needs it
void print_schedule(const Settings& settings, std::optional<std::int64_t> steps_per_epoch);

}  // namespace largestep
