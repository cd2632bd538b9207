#pragma once

#include <ATen/core/Tensor.h>

namespace largestep {

/// The loss of a step: a number, or a 0-d tensor that a device may still be computing.
class Loss {
 public:
  Loss() = default;
  Loss(double value) : value_(value) {}
  Loss(at::Tensor on_device) : on_device_(std::move(on_device)) {}

  /// The number; waits for the device where there is one.
  double value() const { return on_device_.defined() ? on_device_.item<double>() : value_; }
  /// Undefined where the loss is a number already.
  const at::Tensor& on_device() const { return on_device_; }

 private:
  double value_ = 0.0;
  at::Tensor on_device_;
};

}  // namespace largestep
