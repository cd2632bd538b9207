#pragma once

#include "data/augment.h"

namespace largestep {

/// What make_batch does, in tensor operations on whatever device the images are: for a GPU that holds the whole data
/// set, so that a step brings it nothing but which images and crops. The same images value for value.
///
/// @param images   uint8 [N, 3, 32, 32] on any device. Not modified.
/// @param indices  int64 [B] on the CPU, each in 0..N-1
/// @return  [B, 3, 32, 32] of options.dtype on the images' device, channels-last
/// @throws  Error{kInvalidArgument} for indices that are not on the CPU or out of range.
torch::Tensor make_batch_on_device(const torch::Tensor& images, const torch::Tensor& indices,
                                   const BatchOptions& options = {});

}  // namespace largestep
