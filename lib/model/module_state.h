#pragma once

#include <torch/nn/module.h>

#include <string>
#include <utility>
#include <vector>

namespace largestep {

/// Parameters and buffers in the order of PyTorch's state_dict: module by module, parameters before buffers. They share
/// storage with it.
std::vector<std::pair<std::string, at::Tensor>> module_state(const torch::nn::Module& root);

}  // namespace largestep
