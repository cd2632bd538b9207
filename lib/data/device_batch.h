#pragma once

#include "data/augment.h"

namespace largestep {

/// What make_batch does, in tensor operations on whatever device the images are: for a GPU that holds the whole data
/// set, so that a step brings it nothing but which images and crops. The same images value for value.
///
/// @param images   uint8 [N, 3, side, side] on any device, channels-last fastest. Not modified.
/// @param indices  int64 [B] on the CPU, each in 0..N-1
/// @return  [B, 3, side, side] of options.dtype on the images' device, channels-last
/// @throws  Error{kInvalidArgument} for indices that are not on the CPU or out of range.
torch::Tensor make_batch_on_device(const torch::Tensor& images, const torch::Tensor& indices,
                                   const BatchOptions& options = {});

/// The first half of it: which images, and how each is cropped; what a batch is made of in numbers.
///
/// @param images   N
/// @param side     of the images, in pixels
/// @return  int64 [crop_numbers(options), B] on the CPU: index, first row and first column (of the image, before
///          padding), 1 where flipped; with cutout also first and last row, first and last column of the cut
torch::Tensor draw_crops(const torch::Tensor& indices, std::int64_t images, std::int64_t side,
                         const BatchOptions& options);

/// Numbers an image in draw_crops.
std::int64_t crop_numbers(const BatchOptions& options);

/// The second half: only operations on the device, which do not wait for it.
///
/// @param crops  what draw_crops drew, on the images' device
torch::Tensor crop_images(const torch::Tensor& images, const torch::Tensor& crops, c10::ScalarType dtype);

/// pixel / 255, rounded once, on whatever device they are: the same values everywhere.
///
/// @param pixels  uint8, any shape
/// @return  float32
torch::Tensor scale_pixels(const torch::Tensor& pixels);

}  // namespace largestep
