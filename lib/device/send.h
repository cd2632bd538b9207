#pragma once

#include <ATen/core/Tensor.h>

namespace largestep {

/// A copy on the device of a tensor on the CPU; to a GPU without waiting, neither for what the GPU still has to do nor
/// for the copy. It goes through pinned memory in pieces of some MiB, which LibTorch takes back once the GPU has read
/// them: what is sent may be changed or let go at once.
/// @param tensor  on the CPU; on the device already it is returned as it is
/// @return  of the same strides if it is without gaps
at::Tensor send(const at::Tensor& tensor, const c10::Device& device);

}  // namespace largestep
