#pragma once

#include <string>

#include "checkpoint/state_dict.h"
#include "core/error.h"

namespace largestep {

/// Tensors that stand together in a file.
struct TensorGroup {
  std::string key{};       ///< of their dict: "net", "ema.model" for a dict in a dict, "" for the outermost
  StateDict tensors{};     ///< those that weights can be, floating-point or int64, in the order of the file
  std::string obstacle{};  ///< why another can't be used, with its name; "" if all can

  /// Takes a tensor, or leaves it out if it can't be weights.
  void add(const std::string& name, const at::Tensor& tensor) {
    if (!tensor.is_floating_point() && tensor.scalar_type() != c10::ScalarType::Long) {
      leave_out(name,
                fmt::format("it has dtype {}, neither floating-point nor int64", c10::toString(tensor.scalar_type())));
    } else if (tensor.nbytes() > tensor.storage().nbytes()) {
      leave_out(name, "it repeats its elements");  // by strides of zero: it could claim any size
    } else {
      tensors.emplace_back(name, tensor);
    }
  }

  /// Says why a tensor is left out, if it is the first.
  void leave_out(const std::string& name, const std::string& why) {
    if (obstacle.empty()) obstacle = name + " can't be used: " + why;
  }
};

}  // namespace largestep
