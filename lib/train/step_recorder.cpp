#include "train/step_recorder.h"

#include <torch/types.h>

#include <utility>

namespace largestep {
namespace {

constexpr std::size_t kNumbersAtOnce = 1000;
constexpr std::size_t kStepsPerLookAtTheClock = 8;

}  // namespace

Verdict StepRecorder::on_step(const StepEvent& event) {
  const bool on_device = event.loss.on_device().defined();
  records_.push_back({.step = event.at.step,
                      .epoch = event.elapsed_epochs,
                      .step_size = event.step_size,
                      .loss = on_device ? 0.0 : event.loss.value()});
  if (on_device) losses_.push_back(event.loss.on_device());
  if (is_due()) flush();
  return Verdict::kContinue;
}

bool StepRecorder::is_due() const {
  const auto held = records_.size();
  if (!losses_.empty()) return held >= static_cast<std::size_t>(group_);
  if (held >= kNumbersAtOnce) return true;
  return held % kStepsPerLookAtTheClock == 0 &&
         std::chrono::steady_clock::now() - passed_on_ >= std::chrono::milliseconds(100);
}

void StepRecorder::flush() {
  passed_on_ = std::chrono::steady_clock::now();
  if (records_.empty()) return;
  if (!losses_.empty()) {
    const auto losses = torch::stack(losses_).to(at::kCPU, at::kDouble);
    const auto loss = losses.accessor<double, 1>();
    for (std::size_t i = 0; i < records_.size(); ++i) records_[i].loss = loss[static_cast<std::int64_t>(i)];
    losses_.clear();
  }
  const auto records = std::exchange(records_, {});
  for (auto* listener : listeners_) listener->on_steps(records);
}

void StepRecorder::on_checkpoint(const Progress&) {
  flush();
  for (auto* listener : listeners_) listener->sync();
}

}  // namespace largestep
