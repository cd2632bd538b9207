#pragma once

#include "small_problems/linear_model.h"

namespace largestep {

/// Least squares, f_i(w) = (a_i^T w - b_i)^2, the seminar's first objective, with its closed-form gradient
/// 2/B A_B^T (A_B w - b_B).
class LeastSquares final : public LinearModel {
 public:
  LeastSquares(ExampleSets sets, const SamplingOptions& sampling, bool bias = false)
      : LinearModel(std::move(sets), sampling, {.bias = bias}) {}
  /// @param a  [n, d] float64.  @param b  [n] float64
  LeastSquares(at::Tensor a, at::Tensor b, const SamplingOptions& sampling)
      : LeastSquares(ExampleSets{.train = {std::move(a), std::move(b)}}, sampling) {}

 protected:
  Term term(double prediction, double target) const override;
  at::Tensor terms_of(const at::Tensor& predictions, const at::Tensor& targets) const override;
};

}  // namespace largestep
