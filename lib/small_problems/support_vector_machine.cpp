#include "small_problems/support_vector_machine.h"

#include <torch/types.h>

#include <cmath>

#include "core/error.h"

namespace largestep {

SupportVectorMachine::SupportVectorMachine(ExampleSets sets, const SamplingOptions& sampling, double c, bool bias)
    : LinearModel(std::move(sets), sampling, {.bias = bias, .quadratic = 1.0, .labels = true}), c_(c) {
  if (!(c > 0.0 && std::isfinite(c))) {
    fail(ErrorKind::kInvalidArgument, "svm-c is {}, but must be finite and above 0", c);
  }
}

LinearModel::Term SupportVectorMachine::term(double prediction, double target) const {
  const double missing = 1.0 - target * prediction;
  return missing > 0.0 ? Term{.value = c_ * missing, .slope = -c_ * target} : Term{.value = 0.0, .slope = 0.0};
}

at::Tensor SupportVectorMachine::terms_of(const at::Tensor& predictions, const at::Tensor& targets) const {
  return c_ * torch::relu(1.0 - targets * predictions);
}

}  // namespace largestep
