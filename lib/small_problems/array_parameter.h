#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "optim/sgd.h"

namespace largestep {

/// A float64 variable on the CPU with its gradient, both as tensors (for autograd, Sgd and checkpoints) and as plain
/// arrays (for a closed form): the same memory.
class ArrayParameter {
 public:
  /// @param start  the values it starts with; copied
  ArrayParameter(std::string name, const at::Tensor& start);

  const std::string& name() const { return name_; }
  const at::Tensor& tensor() const { return value_; }
  NamedTensor named() const { return {name_, value_}; }
  std::int64_t size() const { return size_; }

  double* value() { return values_; }
  const double* value() const { return values_; }
  /// The array that is the tensor's .grad from here on, whatever autograd has put there. Not cleared.
  double* gradient();
  /// The same, all 0.
  double* zero_gradient();

 private:
  std::string name_;
  at::Tensor value_;
  at::Tensor gradient_;
  std::int64_t size_;
  double* values_;
  double* gradients_;
};

}  // namespace largestep
