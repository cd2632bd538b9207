#pragma once

#include <torch/types.h>

#include "problems/problem.h"

namespace largestep {

/// Robust regression: f_i(w) = huber(a_i^T w - b_i), quadratic for residuals up to 1 and linear beyond, so that an
/// outlier pulls no harder than a small error. Huber, Annals of Mathematical Statistics 35, 1964.
class HuberRegression final : public Problem {
 public:
  /// @param a  float64 [n, d].  @param b  float64 [n].  w starts at 0.
  HuberRegression(at::Tensor a, at::Tensor b, const SamplingOptions& sampling)
      : Problem(a.size(0), sampling), a_(std::move(a)), b_(std::move(b)) {
    w_ = at::zeros({a_.size(1)}, a_.options()).requires_grad_(true);
  }

  /// All that is needed: the mean of f_i over a batch, which autograd differentiates, ...
  at::Tensor loss(const Batch& batch) override {
    const auto residuals = a_.index_select(0, batch.indices).mv(w_) - b_.index_select(0, batch.indices);
    return at::huber_loss(residuals, at::zeros_like(residuals));
  }

  /// ... and the variables.
  std::vector<NamedTensor> parameters() const override { return {{"w", w_}}; }

  /// Not needed: where autograd takes longer than the arithmetic, the gradient can be given.
  Loss gradient(const Batch& batch) override {
    const torch::NoGradGuard no_grad;
    const auto rows = a_.index_select(0, batch.indices);
    const auto residuals = rows.mv(w_) - b_.index_select(0, batch.indices);
    w_.mutable_grad() = rows.t().mv(residuals.clamp(-1, 1)) / batch.indices.size();
    return at::huber_loss(residuals, at::zeros_like(residuals));
  }

 private:
  at::Tensor a_;
  at::Tensor b_;
  at::Tensor w_;
};

}  // namespace largestep
