#include "small_problems/array_parameter.h"

#include <torch/types.h>

#include <algorithm>

namespace largestep {

ArrayParameter::ArrayParameter(std::string name, const at::Tensor& start)
    : name_(std::move(name)),
      value_(start.detach().to(at::kDouble).contiguous().clone().requires_grad_(true)),
      gradient_(at::zeros_like(value_)),
      size_(value_.numel()),
      values_(value_.data_ptr<double>()),
      gradients_(gradient_.data_ptr<double>()) {}

double* ArrayParameter::gradient() {
  if (!value_.grad().is_same(gradient_)) value_.mutable_grad() = gradient_;
  return gradients_;
}

double* ArrayParameter::zero_gradient() {
  auto* gradients = gradient();
  std::fill_n(gradients, size_, 0.0);
  return gradients;
}

}  // namespace largestep
