#include "train/divergence_guard.h"

#include <torch/types.h>

#include <cmath>

#include "core/error.h"

namespace largestep {
namespace {

constexpr double kTimesGuessing = 1000.0;

/// Puts a network's buffers (BatchNorm statistics) back as they were.
class BuffersScope {
 public:
  explicit BuffersScope(const torch::nn::Module& network) : buffers_(network.buffers()) {
    for (const auto& buffer : buffers_) saved_.push_back(buffer.clone());
  }
  ~BuffersScope() {
    for (std::size_t i = 0; i < buffers_.size(); ++i) buffers_[i].copy_(saved_[i]);
  }
  BuffersScope(const BuffersScope&) = delete;
  BuffersScope& operator=(const BuffersScope&) = delete;

 private:
  std::vector<at::Tensor> buffers_;
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
  const BuffersScope buffers(*problem_.network());
  const auto batches = problem_.epoch(at);
  const auto next = *batches.begin();
  const auto loss = problem_.loss(next).item<double>();
  guard_.check({.step = at.step + 1, .epoch = next.elapsed_epochs, .step_size = guard_.last_step_size(), .loss = loss});
}

double largest_sane_loss(std::int64_t classes) { return kTimesGuessing * std::log(static_cast<double>(classes)); }

}  // namespace largestep
