#include "train/divergence_guard.h"

#include <torch/types.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "problems/state_scope.h"

namespace largestep {

void DivergenceGuard::on_steps(std::span<const StepRecord> steps) {
  for (const auto& step : steps) check(step);
}

void DivergenceGuard::check(const StepRecord& step) {
  last_step_size_ = step.step_size;
  if (std::isfinite(step.loss) && step.loss <= largest_loss_) return;
  objection_ = step;
  const double loss = std::isnan(step.loss) ? std::numeric_limits<double>::quiet_NaN() : step.loss;  // never "-nan"
  fail(ErrorKind::kDiverged, "training diverged: the loss is {:.4g} at step {} (epoch {:.2f}, step size {:g})", loss,
       step.step, step.epoch, step.step_size);
}

void CheckpointGuard::on_checkpoint(const Progress& at) {
  const torch::NoGradGuard no_grad;
  StateScope state(problem_);
  const auto batches = problem_.epoch(at);
  const auto next = *batches.begin();
  const auto loss = problem_.loss(next).item<double>();
  state.restore();
  guard_.check({.step = at.step + 1, .epoch = next.elapsed_epochs, .step_size = guard_.last_step_size(), .loss = loss});
}

}  // namespace largestep
