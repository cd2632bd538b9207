#include "session/last_step_size.h"

#include <limits>

namespace largestep {

double last_step_size(const Settings& settings, const Checkpoint& checkpoint, std::int64_t training_images) {
  if (checkpoint.progress.step == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto steps_per_epoch = training_images / settings.batch_size;
  const double elapsed = elapsed_epochs(checkpoint.progress, steps_per_epoch);
  return checkpoint.step_size_scale * StepSizeSchedule(settings.schedule_options(steps_per_epoch)).at(elapsed);
}

}  // namespace largestep
