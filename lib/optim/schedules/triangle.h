#pragma once

#include <fmt/format.h>

#include "optim/step_size_schedule.h"

namespace largestep {

inline double triangle(const ScheduleOptions& options, double s) {
  constexpr double kPeakAt = 0.4;
  return options.step_size * (s < kPeakAt ? s / kPeakAt : (1.0 - s) / (1.0 - kPeakAt));
}

inline std::string triangle_in_words(const StepSizeSchedule& schedule) {
  const auto& options = schedule.options();
  return fmt::format("triangle: rising from 0 to {:.3g}, then falling to 0", options.scale * options.step_size);
}

inline Schedule triangle_schedule() {
  return {.name = "triangle",
          .description = "rising from 0 to t0 at s = 0.4, then falling to 0",
          .at = triangle,
          .in_words = triangle_in_words};
}

}  // namespace largestep
