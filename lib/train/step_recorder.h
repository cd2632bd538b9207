#pragma once

#include <chrono>
#include <span>

#include "train/observer.h"

namespace largestep {

/// A step whose loss has been read from the device.
struct StepRecord {
  std::int64_t step = 0;  ///< steps completed, from 1
  double epoch = 0.0;     ///< elapsed epochs at which the step size was looked up
  double step_size = 0.0;
  double loss = 0.0;
};

/// Wants the losses as numbers, in order, at the latest when training ends.
class StepListener {
 public:
  virtual ~StepListener() = default;
  virtual void on_steps(std::span<const StepRecord> steps) = 0;
  /// What it wrote must be on the disk when this returns.
  virtual void sync() {}
};

/// Passes losses on in groups of `group` steps, read from the device at once: each reading would stall a GPU. Losses
/// that are numbers already, those of problems whose steps take less than a microsecond, go in groups of a thousand, or
/// after a tenth of a second.
class StepRecorder final : public TrainingObserver {
 public:
  explicit StepRecorder(std::int64_t group = 1) : group_(group) {}
  /// Listeners are not owned and must outlive the recorder.
  void add(StepListener& listener) { listeners_.push_back(&listener); }

  Verdict on_step(const StepEvent& event) override;
  void on_epoch_end(const Progress&) override {
    if (!losses_.empty()) flush();
  }
  void on_checkpoint(const Progress&) override;
  void on_end(const Progress&) override { flush(); }
  /// Passes on what is held back.
  void flush();
  /// Whether the losses are read after the next step (or earlier, at the end of an epoch).
  bool reads_next() const { return static_cast<std::int64_t>(records_.size()) + 1 >= group_; }

 private:
  bool is_due() const;

  std::int64_t group_;
  std::vector<StepListener*> listeners_;
  std::vector<StepRecord> records_;
  std::vector<at::Tensor> losses_;  ///< of the records, where the device has them
  std::chrono::steady_clock::time_point passed_on_ = std::chrono::steady_clock::now();
};

}  // namespace largestep
