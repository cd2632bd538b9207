#pragma once

#include <filesystem>
#include <string>

#include "checkpoint/checkpoint.h"
#include "problems/image_classification.h"
#include "train/observer.h"

namespace largestep {

/// Model, momentum, progress and settings as they stand. Tensors are shared with the problem, not copied.
Checkpoint take_checkpoint(ImageClassification& problem, const Sgd& sgd, const Progress& at,
                           const std::string& problem_name, const std::string& config);

/// Puts a checkpoint's weights, buffers, momentum and generator state back.
/// @throws Error{kData} if names or shapes do not fit.
void restore_checkpoint(const Checkpoint& checkpoint, ImageClassification& problem, Sgd& sgd);

/// Loads parameters and buffers into a network. @throws Error{kData} naming a missing, superfluous or misshapen entry.
void load_state(ResNet18& network, const StateDict& state);

/// Writes checkpoints/last.pt at the end and every `every` epochs, then also checkpoints/epoch-0050.pt (not for 0).
class Checkpointer final : public TrainingObserver {
 public:
  /// The references must outlive it. @throws Error{kWrite} if the directory can't be made.
  Checkpointer(ImageClassification& problem, const Sgd& sgd, const std::filesystem::path& run_directory,
               std::string problem_name, std::string config, std::int64_t every);
  void on_epoch_end(const Progress& at) override;
  void on_end(const Progress& at) override;

 private:
  void save(const Progress& at, const std::string& name);

  ImageClassification& problem_;
  const Sgd& sgd_;
  std::filesystem::path directory_;
  std::string problem_name_;
  std::string config_;
  std::int64_t every_;
};

}  // namespace largestep
