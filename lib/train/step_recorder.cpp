#include "train/step_recorder.h"

#include <torch/types.h>

#include <cmath>

#include "core/error.h"

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

void DivergenceGuard::on_steps(std::span<const StepRecord> steps) {
  for (const auto& record : steps) {
    if (std::isfinite(record.loss)) continue;
    fail(ErrorKind::kDiverged,
         "training diverged: the loss is {} at step {} (epoch {:.2f}, step size {:g}); try a smaller --step-size",
         record.loss, record.step, record.epoch, record.step_size);
  }
}

}  // namespace largestep
