#include "catalog/training_images.h"

#include "catalog/training_share.h"
#include "core/error.h"
#include "datasets/dataset_catalog.h"

namespace largestep {
namespace {

ImageSet slice(const ImageSet& set, std::int64_t from, std::int64_t count) {
  return {set.images.narrow(0, from, count), set.labels.narrow(0, from, count)};
}

}  // namespace

ImageSource image_source(const Settings& settings) {
  return {.dataset = &find_dataset(settings.dataset), .directory = settings.data, .side = settings.size};
}

TrainingImages training_images(const Settings& settings, const ImageSet& all) {
  const auto [trained, held_out] = training_share(settings, all.images.size(0), "images");
  TrainingImages images{.train = slice(all, 0, trained), .validation = {}};
  if (held_out > 0) images.validation = slice(all, trained, held_out);
  return images;
}

ImageSet test_images(const Settings& settings, const ImageSet& all) {
  if (settings.test_size == 0) return all;
  const auto there = all.images.defined() ? all.images.size(0) : 0;
  if (settings.test_size > there) {
    fail(ErrorKind::kInvalidArgument, "test-size is {}, but there are {} test images", settings.test_size, there);
  }
  return slice(all, 0, settings.test_size);
}

}  // namespace largestep
