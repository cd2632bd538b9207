#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "optim/schedules/from_epoch.h"
#include "optim/schedules/option_checks.h"

namespace largestep {

/// t0 w(s) while s < decay_at; then P/10 until s = 0.9; then P/100. With e = warmup_exponent and f = warmup_factor:
///
///   e > 1:  w(s) = e^(100 s),                              P = t0 e^(100 decay_at)
///   e < 1:  w(s) = 1 + (100 s)^e,                          P = t0 (1 + (100 decay_at)^e)
///   e = 1:  w linear from 1 at s = 0 to f at s = 0.5,      P = t0 f decay_at / 0.5
///
/// The factor decay_at / 0.5 of the last line makes the drop deeper for an early decay. It is a quirk of the paper's
/// code that its published numbers were made with, and therefore kept.
inline double large_then_decay(const ScheduleOptions& options, double s) {
  constexpr double kLinearWarmupUntil = 0.5;
  const double exponent = options.warmup_exponent;
  const auto multiple = [&](double at) {
    if (exponent > 1.0) return std::pow(exponent, 100.0 * at);
    if (exponent < 1.0) return 1.0 + std::pow(100.0 * at, exponent);
    return 1.0 + (options.warmup_factor - 1.0) * std::min(at / kLinearWarmupUntil, 1.0);
  };
  if (s < options.decay_at) return options.step_size * multiple(s);
  const double peak =
      exponent == 1.0 ? options.decay_at / kLinearWarmupUntil * options.warmup_factor : multiple(options.decay_at);
  return options.step_size * peak / (s < kLatestDecayAt ? 10.0 : 100.0);
}

inline std::string large_then_decay_in_words(const StepSizeSchedule& schedule) {
  const double decay_at = schedule.options().decay_at;
  const double epochs = schedule.options().epochs;
  const double decay = decay_at * epochs;
  const double last_large = schedule.at(decay - 1e-9 * epochs);
  auto text = fmt::format("large-then-decay: {:.3g}", schedule.at(0));
  if (std::abs(last_large / schedule.at(0) - 1) > 1e-3) text += fmt::format(" growing to {:.3g}", last_large);
  if (decay_at < kLatestDecayAt) text += from_epoch(decay, schedule);
  return text + from_epoch(kLatestDecayAt * epochs, schedule);
}

inline Schedule large_then_decay_schedule() {
  return {.name = "large-then-decay",
          .description =
              "t0, growing with warmup-exp and warmup-factor, until decay-at; then a tenth; from s = 0.9, a hundredth",
          .at = large_then_decay,
          .reads = {"step-size", "decay-at", "warmup-exp", "warmup-factor"},
          .in_words = large_then_decay_in_words,
          .validate = require_large_phase};
}

}  // namespace largestep
