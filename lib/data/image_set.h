#pragma once

#include <torch/types.h>

namespace largestep {

/// Images and their classes, in memory on the CPU.
struct ImageSet {
  torch::Tensor images;  ///< uint8 [N, 3, side, side], contiguous; channels red, green, blue
  torch::Tensor labels;  ///< int64 [N], from 0
};

}  // namespace largestep
