#include "optim/schedules/option_checks.h"

#include <cmath>

#include "core/error.h"

namespace largestep {

void require_option(bool valid, const char* field, double value, const char* range) {
  if (!valid) fail(ErrorKind::kInvalidArgument, "{} is {}, but must be {}", field, value, range);
}

void require_step_size(const ScheduleOptions& options) {
  require_option(options.step_size > 0 && std::isfinite(options.step_size), "step-size", options.step_size,
                 "finite and above 0");
}

void require_large_phase(const ScheduleOptions& options) {
  const double exponent = options.warmup_exponent;
  const double factor = options.warmup_factor;
  const double decay_factor = options.decay_factor;
  require_step_size(options);
  require_option(options.decay_at > 0 && options.decay_at <= kLatestDecayAt, "decay-at", options.decay_at,
                 "in (0, 0.9]");
  require_option(decay_factor > 0 && std::isfinite(decay_factor), "decay-factor", decay_factor, "finite and above 0");
  require_option(exponent > 0 && exponent <= 2, "warmup-exp", exponent, "in (0, 2]");
  require_option(factor > 0 && std::isfinite(factor), "warmup-factor", factor, "finite and above 0");
}

}  // namespace largestep
