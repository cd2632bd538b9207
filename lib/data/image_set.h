#pragma once

#include <torch/types.h>

#include "data/cifar10_format.h"

namespace largestep {

/// Images and their classes, in memory on the CPU.
struct ImageSet {
  torch::Tensor images;  ///< uint8 [N, 3, 32, 32], contiguous; channels red, green, blue
  torch::Tensor labels;  ///< int64 [N], 0..9
};

}  // namespace largestep
