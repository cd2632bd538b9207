#include "catalog/epoch_length.h"

#include <algorithm>

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "datasets/dataset_catalog.h"

namespace largestep {

std::optional<std::int64_t> steps_per_epoch(const Settings& settings) {
  if (!needs_images(settings)) return make_problem(settings, {})->steps_per_epoch();
  const auto all = settings.train_size > 0 ? settings.train_size : find_dataset(settings.dataset).training_images;
  if (all == 0) return std::nullopt;
  const auto batch_size = settings.sampling_options().batch_size;
  if (batch_size == SamplingOptions::kAllTerms) return 1;
  const auto images = all - settings.validation_size;
  if (images < batch_size) {
    fail(ErrorKind::kInvalidArgument, "batch-size is {}, but there are only {} images to train on", batch_size,
         std::max<std::int64_t>(images, 0));
  }
  return images / batch_size;
}

}  // namespace largestep
