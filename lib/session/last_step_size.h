#pragma once

#include "checkpoint/checkpoint.h"
#include "settings/settings.h"

namespace largestep {

/// Step size of the last step taken before a checkpoint, NaN if there was none.
/// @param settings         of the checkpoint
/// @param training_images  that the run trains on
double last_step_size(const Settings& settings, const Checkpoint& checkpoint, std::int64_t training_images);

}  // namespace largestep
