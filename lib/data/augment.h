#pragma once

#include <c10/core/ScalarType.h>
#include <torch/types.h>

#include <cstdint>

namespace largestep {

/// How a batch is made of stored images.
struct BatchOptions {
  bool augment = false;    ///< random crop and flip (crop.h)
  int cutout = 0;          ///< side of a random black square (cutout.h), at most that of the images; 0: none
  std::uint64_t seed = 0;  ///< of the augmentation
  std::int64_t epoch = 0;  ///< >= 0; each epoch draws afresh
  c10::ScalarType dtype = c10::ScalarType::Float;  ///< Float or BFloat16
};

/// Gathers, augments and converts images in one pass over LibTorch's threads.
///
/// @param images   uint8 [N, 3, side, side], contiguous, on the CPU. Not modified.
/// @param indices  int64 [B], each in 0..N-1. The draw of an image depends on (seed, epoch, its index) only.
/// @return  [B, 3, side, side] of options.dtype in channels-last memory: pixel / 255, rounded to nearest.
/// @throws  Error{kInvalidArgument} for another shape, dtype or device, and for an index out of range.
torch::Tensor make_batch(const torch::Tensor& images, const torch::Tensor& indices, const BatchOptions& options = {});

}  // namespace largestep
