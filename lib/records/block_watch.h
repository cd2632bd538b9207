#pragma once

#include "model/activation_tap.h"
#include "model/tapped_network.h"
#include "records/progress_bar.h"
#include "train/observer.h"

namespace largestep {

/// Looks at the active fraction of the last block in the training batches whose step the progress
/// bar will show. Between them nobody is subscribed; the fraction is read from the device when it is asked for.
class BlockWatch final : public TrainingObserver {
 public:
  /// All three must outlive it.
  BlockWatch(TappedNetwork& network, const ProgressBar& bar, const StepRecorder& recorder);

  void on_step_begin(const Progress& at) override;
  Verdict on_step(const StepEvent& event) override;

  /// Of the last batch looked at, in training mode, in [0, 1]; NaN before the first.
  double active_fraction() const;

 private:
  TappedNetwork& network_;
  const ProgressBar& bar_;
  const StepRecorder& recorder_;
  NetworkBlock block_;
  TapSubscription subscription_;
  at::Tensor share_;  ///< 0-d, on the network's device
};

}  // namespace largestep
