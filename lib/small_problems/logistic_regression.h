#pragma once

#include "small_problems/linear_model.h"

namespace largestep {

/// Logistic regression, f_i(w, b) = log(1 + exp(-y_i (a_i^T w + b))), labels y_i = -1 or +1. L2 belongs to Sgd.
class LogisticRegression final : public LinearModel {
 public:
  LogisticRegression(ExampleSets sets, const SamplingOptions& sampling, bool bias)
      : LinearModel(std::move(sets), sampling, {.bias = bias, .labels = true}) {}

 protected:
  Term term(double prediction, double target) const override;
  at::Tensor terms_of(const at::Tensor& predictions, const at::Tensor& targets) const override;
};

}  // namespace largestep
