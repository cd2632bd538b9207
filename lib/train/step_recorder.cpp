#include "train/step_recorder.h"

#include <torch/types.h>

#include <utility>

namespace largestep {

Verdict StepRecorder::on_step(const StepEvent& event) {
  records_.push_back({.step = event.at.step, .epoch = event.elapsed_epochs, .step_size = event.step_size, .loss = 0.0});
  losses_.push_back(event.loss);
  if (static_cast<std::int64_t>(records_.size()) >= group_) flush();
  return Verdict::kContinue;
}

void StepRecorder::flush() {
  if (records_.empty()) return;
  const auto losses = torch::stack(losses_).to(at::kCPU, at::kDouble);
  const auto loss = losses.accessor<double, 1>();
  for (std::size_t i = 0; i < records_.size(); ++i) records_[i].loss = loss[static_cast<std::int64_t>(i)];
  losses_.clear();
  const auto records = std::exchange(records_, {});
  for (auto* listener : listeners_) listener->on_steps(records);
}

void StepRecorder::on_checkpoint(const Progress&) {
  flush();
  for (auto* listener : listeners_) listener->sync();
}

}  // namespace largestep
