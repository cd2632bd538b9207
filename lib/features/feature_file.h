#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>

namespace largestep {

/// Features of images by any program: a NumPy array (numpy.save), a tensor or a dict of tensors (torch.save), or
/// safetensors.
/// @param key  of the array in a file of several; "" for the only one
/// @return [images, units] float32 or float64 on the CPU, contiguous; further dimensions of an image are units, in
/// order
/// @throws Error{kData} naming the file: none that can be read, damaged, several arrays of which none is told, fewer
/// than
///         two dimensions, no units or fewer than two images, a value that is not finite; Error{kInvalidArgument} for a
///         key that is not there.
at::Tensor read_features(const std::filesystem::path& path, const std::string& key);

}  // namespace largestep
