#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace largestep {

/// Names and tensors in the order of the module: what Python calls a state_dict.
using StateDict = std::vector<std::pair<std::string, at::Tensor>>;

}  // namespace largestep
