#include "run/training_images.h"

#include <algorithm>

#include "core/error.h"

namespace largestep {
namespace {

ImageSet slice(const ImageSet& set, std::int64_t from, std::int64_t count) {
  return {set.images.narrow(0, from, count), set.labels.narrow(0, from, count)};
}

}  // namespace

TrainingImages training_images(const Settings& settings, const ImageSet& all) {
  const auto there = all.images.size(0);
  const auto used = settings.train_size > 0 ? std::min(settings.train_size, there) : there;
  const auto trained = used - settings.validation_size;
  if (trained < 1) {
    fail(ErrorKind::kInvalidArgument, "validation-size is {}, but must be below the {} images there are to train on",
         settings.validation_size, used);
  }
  TrainingImages images{.train = slice(all, 0, trained), .validation = {}};
  if (settings.validation_size > 0) images.validation = slice(all, trained, settings.validation_size);
  return images;
}

}  // namespace largestep
