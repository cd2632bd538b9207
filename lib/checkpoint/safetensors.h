#pragma once

#include <string>

#include "checkpoint/tensor_group.h"
#include "files/input_file.h"

namespace largestep {

// The safetensors format: eight bytes with the length of a JSON header (little-endian), the header, which gives each
// tensor its dtype, shape and place, and the tensors' elements one behind the other without gaps, row-major.
// Source: the format's description in the safetensors project's README.

/// Whether a file begins like one.
bool is_safetensors(const InputFile& file);

/// All tensors of a file, in the header's order. Those of dtypes that weights don't have are left out.
/// @throws Error{kData} with a reason that does not name the file: damaged, cut off, or otherwise not as described.
TensorGroup read_safetensors(const InputFile& file);

/// The bytes of a file of dense tensors on any device and of any strides. Elements of eight bytes come first, so that
/// all are aligned. Tensors that share memory are written each for itself.
std::string to_safetensors(const StateDict& tensors);

}  // namespace largestep
