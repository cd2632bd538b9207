#pragma once

#include <ATen/core/Tensor.h>

#include "files/input_file.h"

namespace largestep {

/// Whether a file begins as numpy.save writes it.
bool is_npy(const InputFile& file);

/// Reads the array of a .npy file of format version 1 to 3: bools, integers and real numbers of either byte order,
/// stored by rows or by columns (Fortran order). Nothing is executed: arrays of Python objects are refused.
/// @return on the CPU in the array's shape, contiguous: float32 where that holds every value of its type (16-bit
/// integers
///         and smaller, float16, float32), else float64, to which 64-bit integers are rounded.
/// @throws Error{kData} with a reason that does not name the file: damaged, cut off, or of another type.
/// Source: NumPy's description of the format (numpy.lib.format).
at::Tensor read_npy(const InputFile& file);

}  // namespace largestep
