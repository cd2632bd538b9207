#pragma once

#include <fmt/format.h>

#include "optim/step_size_schedule.h"

namespace largestep {

inline double constant(const ScheduleOptions& options, double) { return options.step_size; }

inline std::string constant_in_words(const StepSizeSchedule& schedule) {
  return fmt::format("{:.3g} throughout", schedule.at(0));
}

inline Schedule constant_schedule() {
  return {.name = "constant", .description = "t0 throughout", .at = constant, .in_words = constant_in_words};
}

}  // namespace largestep
