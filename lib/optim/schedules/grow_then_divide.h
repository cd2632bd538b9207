#pragma once

#include <cmath>

#include "optim/schedules/option_checks.h"

namespace largestep {

/// With e = warmup_exponent and f = warmup_factor: t0 (1 + (f - 1) s^e) while s < decay_at, then what that is at
/// s = decay_at divided by decay_factor. The schedule of the paper's small networks.
inline double grow_then_divide(const ScheduleOptions& options, double s) {
  const auto grown = [&](double at) {
    const double exponent = options.warmup_exponent;
    return options.step_size * (1.0 + (options.warmup_factor - 1.0) * (exponent == 1.0 ? at : std::pow(at, exponent)));
  };
  return s < options.decay_at ? grown(s) : grown(options.decay_at) / options.decay_factor;
}

inline Schedule grow_then_divide_schedule() {
  return {
      .name = "grow-then-divide",
      .description = "t0 (1 + (F - 1) s^E), F and E of the warm-up, until decay-at, then that divided by decay-factor",
      .at = grow_then_divide,
      .reads = {"step-size", "decay-at", "warmup-exp", "warmup-factor", "decay-factor"},
      .validate = require_large_phase};
}

}  // namespace largestep
