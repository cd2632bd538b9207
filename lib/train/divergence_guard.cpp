#include "train/divergence_guard.h"

#include <torch/types.h>

#include <cmath>

#include "core/error.h"

namespace largestep {
namespace {

constexpr double kTimesGuessing = 1000.0;

/// Puts a problem's state (BatchNorm statistics too) back as it was.
class StateScope {
 public:
  explicit StateScope(const FiniteSum& problem) : state_(problem.state()) {
    for (const auto& [name, tensor] : state_) saved_.push_back(tensor.clone());
  }
  ~StateScope() {
    for (std::size_t i = 0; i < state_.size(); ++i) state_[i].second.copy_(saved_[i]);
  }
  StateScope(const StateScope&) = delete;
  StateScope& operator=(const StateScope&) = delete;

 private:
  std::vector<NamedTensor> state_;
  std::vector<at::Tensor> saved_;
};

}  // namespace

void DivergenceGuard::on_steps(std::span<const StepRecord> steps) {
  for (const auto& step : steps) check(step);
}

void DivergenceGuard::check(const StepRecord& step) {
  last_step_size_ = step.step_size;
  if (std::isfinite(step.loss) && step.loss <= largest_loss_) return;
  objection_ = step;
  fail(ErrorKind::kDiverged, "training diverged: the loss is {:.4g} at step {} (epoch {:.2f}, step size {:g})",
       step.loss, step.step, step.epoch, step.step_size);
}

void CheckpointGuard::on_checkpoint(const Progress& at) {
  const torch::NoGradGuard no_grad;
  const StateScope state(problem_);
  const auto batches = problem_.epoch(at);
  const auto next = *batches.begin();
  const auto loss = problem_.loss(next).item<double>();
  guard_.check({.step = at.step + 1, .epoch = next.elapsed_epochs, .step_size = guard_.last_step_size(), .loss = loss});
}

double largest_sane_loss(std::int64_t classes) { return kTimesGuessing * std::log(static_cast<double>(classes)); }

}  // namespace largestep
