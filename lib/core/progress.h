#pragma once

#include <cstdint>

namespace largestep {

/// Where a training run stands: what has been completed. Training resumes from it, since the order of an epoch is a
/// pure function of (seed, epoch).
struct Progress {
  std::int64_t epoch = 0;          ///< whole epochs completed
  std::int64_t step_in_epoch = 0;  ///< steps completed within the current epoch
  std::int64_t step = 0;           ///< steps completed since the start
};

/// Where the schedule was asked for the step size of the last step taken, in epochs.
constexpr double elapsed_epochs(const Progress& at, std::int64_t steps_per_epoch) {
  return static_cast<double>(at.epoch) + static_cast<double>(at.step_in_epoch) / static_cast<double>(steps_per_epoch);
}

}  // namespace largestep
