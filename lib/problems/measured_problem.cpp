#include "problems/measured_problem.h"

#include <torch/types.h>

namespace largestep {

Batch MeasuredProblem::whole() const {
  return {.indices = {torch::arange(terms(), torch::kLong), 0, terms()}, .at = {}, .elapsed_epochs = 0.0};
}

ProblemScore MeasuredProblem::train_score() {
  const torch::NoGradGuard no_grad;
  ProblemScore score;
  score.loss = loss(whole()).item<double>();
  return score;
}

}  // namespace largestep
