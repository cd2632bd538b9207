#include "datasets/dataset_catalog.h"

#include "core/error.h"
#include "core/suggest.h"
#include "data/image_side.h"
#include "datasets/cifar100_dataset.h"
#include "datasets/cifar10_dataset.h"
#include "datasets/dataset_names.h"
#include "datasets/picture_folder.h"
#include "datasets/svhn_dataset.h"

namespace largestep {

const std::vector<DatasetSpec>& dataset_catalog() {
  static const std::vector<DatasetSpec> all{cifar10_dataset(), cifar100_dataset(), svhn_dataset(), picture_folder()};
  return all;
}

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const auto& dataset : dataset_catalog()) names.push_back(dataset.name);
  return names;
}

void check_image_side(const std::string& dataset, std::int64_t side) {
  const auto& spec = find_dataset(dataset);
  if (spec.files.empty() || side == kUsualImageSide) return;
  fail(ErrorKind::kInvalidArgument,
       "size is {}, but the images of {} have {} pixels a side; it is for dataset folder, whose pictures are resized",
       side, spec.title, kUsualImageSide);
}

const DatasetSpec& find_dataset(const std::string& name) {
  for (const auto& dataset : dataset_catalog()) {
    if (dataset.name == name) return dataset;
  }
  fail(ErrorKind::kInvalidArgument, "dataset \"{}\" is not known{}; see `largestep datasets`", name,
       did_you_mean(name, dataset_names()));
}

}  // namespace largestep
