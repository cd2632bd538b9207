#pragma once

#include <memory>
#include <vector>

#include "core/progress.h"
#include "problems/loss.h"

namespace largestep {

/// One step that was just taken.
struct StepEvent {
  Progress at;                  ///< progress after the step
  double elapsed_epochs = 0.0;  ///< where the step size was looked up
  double step_size = 0.0;       ///< t_k
  Loss loss;                    ///< mean over the batch before the step; reading it waits for the device
};

enum class Verdict { kContinue, kStop };

/// Watches a training run. The loop calls it; it never changes the loop's variables.
class TrainingObserver {
 public:
  virtual ~TrainingObserver() = default;
  /// Once, where training starts or goes on, before any step. @param last  the last step taken, whose loss is not known
  /// and, at step 0, whose step size is NaN. kStop ends training here.
  virtual Verdict on_start(const StepEvent& /*last*/) { return Verdict::kContinue; }
  /// Before the step that follows `at`.
  virtual void on_step_begin(const Progress& /*at*/) {}
  /// After each step; kStop ends training here.
  virtual Verdict on_step(const StepEvent& /*event*/) { return Verdict::kContinue; }
  /// After the last step of an epoch; at.epoch counts it.
  virtual void on_epoch_end(const Progress& /*at*/) {}
  /// Before a checkpoint of `at` is written: rows up to it must be on the disk when this returns, since a run resumed
  /// from the checkpoint does not write them again. Throwing keeps the checkpoint from being written.
  virtual void on_checkpoint(const Progress& /*at*/) {}
  /// Once after the last step, however training ended (but not when it threw or was stopped at its start).
  virtual void on_end(const Progress& /*at*/) {}
};

/// Passes every event to each observer in order; stops if any of them says so.
class ObserverChain final : public TrainingObserver {
 public:
  /// The observers are not owned and must outlive the chain.
  void add(TrainingObserver& observer) { observers_.push_back(&observer); }

  Verdict on_start(const StepEvent& last) override {
    auto verdict = Verdict::kContinue;
    for (auto* observer : observers_) {
      if (observer->on_start(last) == Verdict::kStop) verdict = Verdict::kStop;
    }
    return verdict;
  }
  void on_step_begin(const Progress& at) override {
    for (auto* observer : observers_) observer->on_step_begin(at);
  }
  Verdict on_step(const StepEvent& event) override {
    auto verdict = Verdict::kContinue;
    for (auto* observer : observers_) {
      if (observer->on_step(event) == Verdict::kStop) verdict = Verdict::kStop;
    }
    return verdict;
  }
  void on_epoch_end(const Progress& at) override {
    for (auto* observer : observers_) observer->on_epoch_end(at);
  }
  void on_checkpoint(const Progress& at) override {
    for (auto* observer : observers_) observer->on_checkpoint(at);
  }
  void on_end(const Progress& at) override {
    for (auto* observer : observers_) observer->on_end(at);
  }

 private:
  std::vector<TrainingObserver*> observers_;
};

}  // namespace largestep
