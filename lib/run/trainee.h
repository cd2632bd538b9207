#pragma once

#include <filesystem>
#include <optional>

#include "data/image_set.h"
#include "run/settings.h"
#include "train/checkpointer.h"

namespace largestep {

/// What a run changes from step to step: the problem with its network, the optimizer and the weight average.
class Trainee {
 public:
  /// As it is before the first step; the same for the same settings.
  /// @param train_images  those trained on
  Trainee(const Settings& settings, const ImageSet& train_images, const c10::Device& device);

  /// Takes weights, BatchNorm statistics and, if the optimizer uses momentum and the file has it, momentum from a
  /// checkpoint or from weights saved by Python; the weight average begins there.
  /// @throws Error{kData} if it can't be read or does not fit.
  void start_from(const std::filesystem::path& path);

  /// Refers to this object.
  TrainingState state() { return {problem, sgd, average ? &*average : nullptr}; }

  ImageClassification problem;
  Sgd sgd;
  std::optional<WeightAverage> average;
};

}  // namespace largestep
