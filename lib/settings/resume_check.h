#pragma once

#include <string>
#include <vector>

#include "core/progress.h"
#include "settings/setting_specs.h"

namespace largestep {

/// Compares the settings of a run with those it is to be resumed with (ResumeRule says what may change).
///
/// A run that passes goes on as a run with the new settings would have come to this point: up to rounding where device
/// or threads changed, and up to the rows and checkpoints written so far where their cadence changed. In particular
/// epochs may change where no step taken so far would have had another step size or label noise.
///
/// @param done             what has been completed
/// @param steps_per_epoch  of the training set in use
/// @return  sentences for the user about what changed in effect; empty if nothing did
/// @throws Error{kInvalidArgument} naming every setting that may not change, with both values.
std::vector<std::string> check_resume(const Settings& before, const Settings& now, const Progress& done,
                                      std::int64_t steps_per_epoch);

}  // namespace largestep
