#include "session/measurement_settings.h"

#include <limits>

namespace largestep {

MeasurementOptions measurement_options(const Settings& settings) {
  return {.kinds = parse_measures(settings.measures),
          .images = settings.measure_images,
          .batch_size = settings.batch_size,
          .augment = settings.augment,
          .seed = static_cast<std::uint64_t>(settings.seed)};
}

double last_step_size(const Settings& settings, const Checkpoint& checkpoint, std::int64_t training_images) {
  if (checkpoint.progress.step == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto steps_per_epoch = training_images / settings.batch_size;
  const double elapsed = elapsed_epochs(checkpoint.progress, steps_per_epoch);
  return checkpoint.step_size_scale * StepSizeSchedule(settings.schedule_options(steps_per_epoch)).at(elapsed);
}

}  // namespace largestep
