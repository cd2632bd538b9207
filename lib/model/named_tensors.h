#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace largestep {

/// Parameters and buffers by name.
using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

}  // namespace largestep
