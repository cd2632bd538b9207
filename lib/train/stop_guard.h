#pragma once

#include "distributed/ranks.h"
#include "problems/data_parallel.h"
#include "train/observer.h"

namespace largestep {

/// The signal that asked some rank to stop, 0 if none did; the same answer at every rank.
int agreed_stop(Ranks& ranks);

/// Ends training after a step during which a stop was asked for; of several ranks, at the step they agree on. Also at
/// the start, so that an evaluation which the stop cut short is made up for where the run goes on.
class StopGuard final : public TrainingObserver {
 public:
  /// @param parallel  what several ranks share, or nullptr
  StopGuard(Ranks& ranks, DataParallel* parallel) : ranks_(ranks), parallel_(parallel) {}
  Verdict on_start(const StepEvent& last) override;
  Verdict on_step(const StepEvent& event) override;

 private:
  Ranks& ranks_;
  DataParallel* parallel_;
};

}  // namespace largestep
