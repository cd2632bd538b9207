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

double last_step_size(const Settings& settings, const Progress& at, std::int64_t training_images) {
  if (at.step == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto steps_per_epoch = static_cast<double>(training_images / settings.batch_size);
  const double elapsed = static_cast<double>(at.epoch) + static_cast<double>(at.step_in_epoch) / steps_per_epoch;
  return StepSizeSchedule(settings.schedule_options()).at(elapsed);
}

}  // namespace largestep
