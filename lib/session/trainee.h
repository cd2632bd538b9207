#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "problems/data_parallel.h"
#include "problems/image_classification.h"
#include "problems/measured_problem.h"
#include "session/training_data.h"
#include "settings/settings.h"
#include "train/checkpointer.h"

namespace largestep {

/// What a run changes from step to step: the problem, the optimizer and the weight average.
class Trainee {
 public:
  /// As it is before the first step; the same for the same settings.
  /// @param ranks  who share each batch of ResNet-18; alone for other problems. Must outlive it; nullptr: this process
  Trainee(const Settings& settings, const TrainingData& data, const c10::Device& device, Ranks* ranks = nullptr);

  /// Takes weights, BatchNorm statistics and, if the optimizer uses momentum and the file has it, momentum from a
  /// checkpoint or from weights saved by Python; the weight average begins there.
  /// @throws Error{kData} if it can't be read or does not fit.
  void start_from(const std::filesystem::path& path);

  /// Refers to this object.
  TrainingState state() { return {problem, sgd, average ? &*average : nullptr}; }

  /// Numbers in all parameters together.
  std::int64_t parameter_count() const;
  /// How long the run is, in steps.
  std::int64_t total_steps(const Settings& settings) const;

 private:
  std::unique_ptr<ImageClassification> owned_images_;
  std::unique_ptr<MeasuredProblem> owned_measured_;
  std::unique_ptr<DataParallel> owned_parallel_;

 public:
  FiniteSum& problem;                 ///< what is trained; of several ranks, the one they share
  DataParallel* const parallel;       ///< the problem if several ranks share it, else nullptr
  ImageClassification* const images;  ///< the problem if it is ResNet-18's, else nullptr
  MeasuredProblem* const measured;    ///< the problem if it is any other, else nullptr
  Sgd sgd;
  std::optional<WeightAverage> average;
};

}  // namespace largestep
