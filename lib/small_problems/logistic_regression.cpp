#include "small_problems/logistic_regression.h"

#include <torch/types.h>

#include <cmath>

namespace largestep {

LinearModel::Term LogisticRegression::term(double prediction, double target) const {
  // With e = exp(-|m|) <= 1 nothing overflows: log(1 + exp(-m)) = max(-m, 0) + log(1 + e).
  const double margin = target * prediction;
  const double e = std::exp(-std::abs(margin));
  const double probability_of_wrong = margin > 0.0 ? e / (1.0 + e) : 1.0 / (1.0 + e);
  return {.value = std::fmax(-margin, 0.0) + std::log1p(e), .slope = -target * probability_of_wrong};
}

at::Tensor LogisticRegression::terms_of(const at::Tensor& predictions, const at::Tensor& targets) const {
  return -torch::log_sigmoid(targets * predictions);
}

}  // namespace largestep
