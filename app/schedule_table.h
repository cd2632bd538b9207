#pragma once

#include "settings/settings.h"

namespace largestep {

/// Prints the step sizes of a run at twenty places, with bars.
void print_schedule(const Settings& settings);

}  // namespace largestep
