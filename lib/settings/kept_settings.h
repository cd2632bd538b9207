#pragma once

#include "settings/settings.h"

namespace largestep {

/// The settings as a run keeps them, wherever it is looked at from: paths absolute, a run to start from by its last
/// checkpoint, mean and std in numbers.
Settings as_kept(Settings settings);

}  // namespace largestep
