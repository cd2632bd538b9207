#pragma once

#include "optim/weight_average.h"
#include "train/observer.h"

namespace largestep {

/// Takes the weights after every step into an average.
class AverageUpdater final : public TrainingObserver {
 public:
  /// @param average  nullptr: there is none
  explicit AverageUpdater(WeightAverage* average) : average_(average) {}
  Verdict on_step(const StepEvent&) override {
    if (average_ != nullptr) average_->update();
    return Verdict::kContinue;
  }

 private:
  WeightAverage* average_;
};

}  // namespace largestep
