#pragma once

#include <fmt/format.h>

#include "optim/step_size_schedule.h"

namespace largestep {

/// A drop in words: "; 0.005 from epoch 50".
inline std::string from_epoch(double epoch, const StepSizeSchedule& schedule) {
  return fmt::format("; {:.3g} from epoch {:g}", schedule.at(epoch), epoch);
}

}  // namespace largestep
