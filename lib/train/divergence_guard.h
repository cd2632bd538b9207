#pragma once

#include <optional>

#include "problems/finite_sum.h"
#include "train/step_recorder.h"

namespace largestep {

/// Ends training by an exception at the first loss that is not finite or above a limit.
class DivergenceGuard final : public StepListener {
 public:
  /// @param largest_loss  a loss above it has exploded
  explicit DivergenceGuard(double largest_loss) : largest_loss_(largest_loss) {}

  /// @throws Error{kDiverged} with step, loss and step size.
  void on_steps(std::span<const StepRecord> steps) override;
  /// The same for one step. @throws Error{kDiverged}
  void check(const StepRecord& step);

  /// The step that it objected to.
  const std::optional<StepRecord>& objection() const { return objection_; }
  /// Step size of the last step seen, 0 before the first.
  double last_step_size() const { return last_step_size_; }

 private:
  double largest_loss_;
  double last_step_size_ = 0.0;
  std::optional<StepRecord> objection_;
};

/// Keeps diverged weights out of checkpoints: before one is written, computes the loss that the next step would see and
/// shows it to the guard. So whatever a checkpoint holds, its next loss is a usable one. Changes nothing: BatchNorm
/// statistics are put back. Costs one forward pass of a batch per checkpoint.
class CheckpointGuard final : public TrainingObserver {
 public:
  /// Both must outlive it.
  CheckpointGuard(FiniteSum& problem, DivergenceGuard& guard) : problem_(problem), guard_(guard) {}
  /// @throws Error{kDiverged}
  void on_checkpoint(const Progress& at) override;

 private:
  FiniteSum& problem_;
  DivergenceGuard& guard_;
};

}  // namespace largestep
