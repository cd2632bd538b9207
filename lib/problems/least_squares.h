#pragma once

#include "problems/finite_sum.h"

namespace largestep {

/// Least squares, f_i(w) = (a_i^T w - b_i)^2, the seminar's first objective, with its closed-form gradient
/// 2/B A_B^T (A_B w - b_B).
class LeastSquares final : public FiniteSum {
 public:
  /// @param a  [n, d] float64.  @param b  [n] float64.  w starts at 0.
  /// @throws Error{kInvalidArgument} if shapes or types do not fit.
  LeastSquares(at::Tensor a, at::Tensor b, const SamplingOptions& sampling);

  at::Tensor loss(const Batch& batch) override;
  at::Tensor gradient(const Batch& batch) override;
  std::vector<NamedTensor> parameters() const override { return {{"w", w_}}; }

 private:
  at::Tensor a_;
  at::Tensor b_;
  at::Tensor w_;
};

}  // namespace largestep
