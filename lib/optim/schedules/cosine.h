#pragma once

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "optim/step_size_schedule.h"

namespace largestep {

inline double cosine(const ScheduleOptions& options, double s) {
  return options.step_size * (0.5 + 0.5 * std::cos(std::numbers::pi * s));
}

inline std::string cosine_in_words(const StepSizeSchedule& schedule) {
  return fmt::format("cosine: falling from {:.3g} to 0", schedule.at(0));
}

inline Schedule cosine_schedule() {
  return {.name = "cosine", .description = "t0 (1 + cos(pi s)) / 2", .at = cosine, .in_words = cosine_in_words};
}

}  // namespace largestep
