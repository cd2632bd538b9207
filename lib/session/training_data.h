#pragma once

#include <string>

#include "settings/settings.h"
#include "train/evaluator.h"

namespace largestep {

/// The images of a run of ResNet-18, and what the data of any run are. Other problems make or read their data
/// themselves.
struct TrainingData {
  std::string name;
  ImageSet train = {};
  EvaluationSets evaluation = {};
};

/// @throws Error{kData} if the files that the problem needs are missing or damaged.
TrainingData load_training_data(const Settings& settings);

}  // namespace largestep
