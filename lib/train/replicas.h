#pragma once

#include <functional>

#include "distributed/ranks.h"
#include "problems/finite_sum.h"
#include "train/observer.h"

namespace largestep {

/// Keeps the networks of all ranks one network. Parameters stay equal by themselves, since all follow the same
/// gradient; that is checked at the end of every epoch. BatchNorm's running statistics, which training does not read,
/// are of each rank's own images: before anybody looks at them they become the means over the ranks, which are those of
/// running statistics averaged after every step.
class Replicas final : public TrainingObserver {
 public:
  /// Both must outlive it. @param is_looked_at  whether statistics are read after this step
  Replicas(const FiniteSum& problem, Ranks& ranks, std::function<bool(std::int64_t step)> is_looked_at);

  Verdict on_step(const StepEvent& event) override;
  void on_checkpoint(const Progress& at) override;
  /// @throws Error{kInternal} naming the ranks whose parameters differ from rank 0's.
  void on_epoch_end(const Progress& at) override;

 private:
  void average_statistics();

  const FiniteSum& problem_;
  Ranks& ranks_;
  std::function<bool(std::int64_t step)> is_looked_at_;
};

}  // namespace largestep
