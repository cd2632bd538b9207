#include "datasets/image_source.h"

#include "core/error.h"
#include "datasets/data_directory.h"
#include "datasets/dataset_catalog.h"
#include "datasets/dataset_names.h"

namespace largestep {

ImageSet ImageSource::load(Split split) const {
  auto images = load_if_there(split);
  if (images.labels.defined() && images.labels.numel() > 0) return images;
  fail(ErrorKind::kData, "{} has no {} images", directory.string(), split == Split::kTrain ? "training" : "test");
}

ImageSource find_images(const std::string& dataset, const std::string& data, std::int64_t side) {
  check_image_side(dataset, side);
  const auto& spec = find_dataset(dataset);
  return {.dataset = &spec, .directory = find_data_directory(data, spec), .side = side};
}

}  // namespace largestep
