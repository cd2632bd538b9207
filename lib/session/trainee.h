#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "problems/data_parallel.h"
#include "problems/problem.h"
#include "settings/settings.h"
#include "train/checkpointer.h"

namespace largestep {

/// What a run changes from step to step: the problem, the optimizer and the weight average.
class Trainee {
 public:
  /// As it is before the first step; the same for the same settings.
  /// @param made   what the settings say is to be trained
  /// @param ranks  who share each batch. Must outlive it; nullptr: this process alone
  Trainee(const Settings& settings, std::unique_ptr<Problem> made, Ranks* ranks = nullptr);

  /// Takes weights, BatchNorm statistics and, if the optimizer uses momentum and the file has it, momentum from a
  /// checkpoint or from weights saved by Python; the weight average begins there.
  /// @throws Error{kData} if it can't be read or does not fit.
  void start_from(const std::filesystem::path& path);

  /// The problem, from which another trainee can be made. This one must not be used any more.
  std::unique_ptr<Problem> take_problem() { return std::move(owned_problem_); }

  /// Refers to this object.
  TrainingState state() { return {objective, sgd, average ? &*average : nullptr}; }

  /// Numbers in all parameters together.
  std::int64_t parameter_count() const;
  /// How long the run is, in steps.
  std::int64_t total_steps(const Settings& settings) const;

 private:
  std::unique_ptr<Problem> owned_problem_;
  std::unique_ptr<DataParallel> owned_parallel_;

 public:
  Problem& problem;              ///< what is trained
  DataParallel* const parallel;  ///< the part of it that several ranks share; nullptr if there is one
  FiniteSum& objective;          ///< what the loop follows: the problem, or of several ranks what they share
  Sgd sgd;
  std::optional<WeightAverage> average;
};

}  // namespace largestep
