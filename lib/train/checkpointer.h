#pragma once

#include <filesystem>
#include <string>

#include "checkpoint/checkpoint.h"
#include "optim/weight_average.h"
#include "problems/image_classification.h"
#include "train/observer.h"

namespace largestep {

/// What changes from step to step. The references must outlive it.
struct TrainingState {
  ImageClassification& problem;
  Sgd& sgd;
  WeightAverage* average;  ///< nullptr if there is none
};

/// Model, momentum, average, progress and settings as they stand. Tensors are shared with the state, not copied.
Checkpoint take_checkpoint(const TrainingState& state, const Progress& at, const std::string& problem_name,
                           const std::string& config);

/// Puts a checkpoint's weights, buffers, momentum, average and generator state back.
/// @throws Error{kData} if names or shapes do not fit.
void restore_checkpoint(const Checkpoint& checkpoint, const TrainingState& state);

/// Loads parameters and buffers into a network. @throws Error{kData} naming a missing, superfluous or misshapen entry.
void load_state(ResNet18& network, const StateDict& state);

/// Writes checkpoints/last.pt at the end and every `every` epochs, then also checkpoints/epoch-0050.pt (not for 0).
class Checkpointer final : public TrainingObserver {
 public:
  /// @throws Error{kWrite} if the directory can't be made.
  Checkpointer(const TrainingState& state, const std::filesystem::path& run_directory, std::string problem_name,
               std::string config, std::int64_t every);
  void on_epoch_end(const Progress& at) override;
  void on_end(const Progress& at) override;

 private:
  void save(const Progress& at, const std::string& name);

  TrainingState state_;
  std::filesystem::path directory_;
  std::string problem_name_;
  std::string config_;
  std::int64_t every_;
};

}  // namespace largestep
