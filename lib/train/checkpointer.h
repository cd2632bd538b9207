#pragma once

#include <filesystem>
#include <string>

#include "checkpoint/checkpoint.h"
#include "optim/weight_average.h"
#include "problems/finite_sum.h"
#include "train/observer.h"

namespace largestep {

/// What changes from step to step. The references must outlive it.
struct TrainingState {
  FiniteSum& problem;
  Sgd& sgd;
  WeightAverage* average;  ///< nullptr if there is none
};

/// What a checkpoint says about the run as a whole.
struct RunDescription {
  std::string problem;           ///< name of the problem
  std::int64_t width = 0;        ///< of the network; 0 if there is none
  std::string config;            ///< text of config.toml
  double step_size_scale = 1.0;  ///< what the schedule's step sizes are multiplied by, after restarts
  std::int64_t restarts = 0;     ///< after divergence
};

/// Model, momentum, average, progress and settings as they stand. Tensors are shared with the state, not copied.
Checkpoint take_checkpoint(const TrainingState& state, const Progress& at, const RunDescription& run);

/// Puts a checkpoint's weights, buffers, momentum, average and generator state back.
/// @throws Error{kData} if names or shapes do not fit or the generator state is none, before anything is changed.
void restore_checkpoint(const Checkpoint& checkpoint, const TrainingState& state);

/// Whether a state can be loaded. @param what  what has that state, "a ResNet-18", for messages
/// @throws Error{kData} naming a missing, superfluous or misshapen entry, or one of integers where there are to be real
/// numbers.
void check_state(const StateDict& into, const StateDict& state, const std::string& what);
/// Copies parameters and buffers, all or none. @throws what check_state throws
void load_state(const StateDict& into, const StateDict& state, const std::string& what);

struct CheckpointerOptions {
  std::int64_t every_epochs = 0;  ///< epochs between numbered checkpoints, which also renew last.pt; 0: none
  std::int64_t every_steps = 0;   ///< steps between renewals of last.pt; 0: none
  std::int64_t keep = 0;          ///< numbered checkpoints kept, the newest; 0: all
};

/// Writes checkpoints: last.pt every so many steps or epochs and at the end, epoch-0050.pt every so many epochs. A
/// numbered one is written before last.pt, so that a run resumed at last.pt has all of those before it.
class Checkpointer final : public TrainingObserver {
 public:
  /// @param run_directory  empty: others are told, but nothing is written
  /// @param others  told by on_checkpoint before each checkpoint; may be the chain that this observer is part of
  /// @throws Error{kWrite} if the directory can't be made.
  Checkpointer(const TrainingState& state, const std::filesystem::path& run_directory, RunDescription run,
               const CheckpointerOptions& options, TrainingObserver& others);
  Verdict on_step(const StepEvent& event) override;
  void on_epoch_end(const Progress& at) override;
  void on_end(const Progress& at) override;

  /// Writes last.pt now.
  void save(const Progress& at);
  /// Says that last.pt holds this step already.
  void set_saved_step(std::int64_t step) { saved_step_ = step; }
  /// Step of last.pt, -1 if there is none.
  std::int64_t saved_step() const { return saved_step_; }

 private:
  /// Writes last.pt and before it, unless empty, a numbered checkpoint of that name.
  void save(const Progress& at, const std::string& numbered);
  void write(const Progress& at, const std::string& numbered) const;
  bool writes() const { return !directory_.empty(); }
  void prune(const Progress& at) const;

  TrainingState state_;
  std::filesystem::path directory_;
  RunDescription run_;
  CheckpointerOptions options_;
  TrainingObserver& others_;
  std::int64_t saved_step_ = -1;
};

}  // namespace largestep
