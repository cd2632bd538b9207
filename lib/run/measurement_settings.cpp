#include "run/measurement_settings.h"

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
  const double elapsed = elapsed_epochs(checkpoint.progress, training_images / settings.batch_size);
  return checkpoint.step_size_scale * StepSizeSchedule(settings.schedule_options()).at(elapsed);
}

}  // namespace largestep
