#pragma once

#include "optim/step_size_schedule.h"

namespace largestep {

inline constexpr double kLatestDecayAt = 0.9;

/// @throws Error{kInvalidArgument} naming field, value and range.
void require_option(bool valid, const char* field, double value, const char* range);

/// Of a large phase until decay_at: the step size, decay_at, warmup_exponent, warmup_factor and decay_factor.
/// @throws Error{kInvalidArgument} if one is out of its range.
void require_large_phase(const ScheduleOptions& options);

}  // namespace largestep
