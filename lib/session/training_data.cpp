#include "session/training_data.h"

#include "catalog/problem_catalog.h"
#include "catalog/training_images.h"
#include "data/cifar10_reader.h"

namespace largestep {

TrainingData load_training_data(const Settings& settings) {
  TrainingData data{.name = dataset_name(settings)};
  if (find_problem(settings.problem).make != nullptr) return data;
  auto [train, validation] = training_images(settings, load_cifar10(settings.data, Split::kTrain));
  data.train = std::move(train);
  data.evaluation = {.test = load_cifar10(settings.data, Split::kTest), .validation = std::move(validation)};
  return data;
}

}  // namespace largestep
