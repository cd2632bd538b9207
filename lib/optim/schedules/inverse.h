#pragma once

#include "optim/step_size_schedule.h"

namespace largestep {

/// The classical decay that makes SGD converge (Robbins and Monro, 1951).
inline double inverse(const ScheduleOptions& options, double s) {
  return options.step_size / (1.0 + s * options.epochs);
}

inline Schedule inverse_schedule() {
  return {.name = "inverse", .description = "t0 / (1 + elapsed epochs), Robbins and Monro's", .at = inverse};
}

}  // namespace largestep
