#pragma once

#include <torch/nn/module.h>

#include "model/named_tensors.h"

namespace largestep {

/// Parameters and buffers in the order of PyTorch's state_dict: module by module, parameters before buffers. They share
/// storage with it.
NamedTensors module_state(const torch::nn::Module& root);

}  // namespace largestep
