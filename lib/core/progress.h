#pragma once

#include <cstdint>

namespace largestep {

/// Where a training run stands: what has been completed. Training resumes from it, since the order of an epoch is a
/// pure function of (seed, epoch).
struct Progress {
  std::int64_t epoch = 0;          ///< whole epochs completed
  std::int64_t step_in_epoch = 0;  ///< steps completed within the current epoch, less than it has
  std::int64_t step = 0;           ///< steps completed since the start

  bool operator==(const Progress&) const = default;
};

/// Where `step` steps lead.
constexpr Progress progress_after(std::int64_t step, std::int64_t steps_per_epoch) {
  return {.epoch = step / steps_per_epoch, .step_in_epoch = step % steps_per_epoch, .step = step};
}

/// Where the schedule was asked for the step size of the last step taken, in epochs.
constexpr double elapsed_epochs(const Progress& at, std::int64_t steps_per_epoch) {
  return static_cast<double>(at.epoch) + static_cast<double>(at.step_in_epoch) / static_cast<double>(steps_per_epoch);
}

/// Where it is asked for that of the next step.
constexpr double elapsed_epochs_after(Progress at, std::int64_t steps_per_epoch) {
  ++at.step_in_epoch;
  return elapsed_epochs(at, steps_per_epoch);
}

}  // namespace largestep
