#pragma once

#include <ATen/core/ivalue.h>

#include <filesystem>
#include <string>

namespace largestep {

/// Writes a file that Python opens with `torch.load(path, weights_only=True)`; read_python_archive reads it back.
///
/// @param value  None, bool, int, str, tensors (dense, any dtype and device, strides kept), and dicts (keys str or int)
///               and lists of these, nested as you like. PyTorch 1.13 refuses Python floats there: store a number as a
///               0-d float64 tensor. A view is stored without the rest of its base; a tensor that occurs twice, once.
/// The file appears whole or not at all; an older file of that name is replaced only when the new one is on the disk.
/// @throws Error{kWrite} naming the path and the system's reason (disk full, no such directory ...), leaving nothing
///         behind; Error{kInternal} for a value of another type.
void write_python_archive(const std::filesystem::path& path, const c10::IValue& value);

/// The same as bytes. @throws Error{kInternal} for a value of another type.
std::string to_python_archive(const c10::IValue& value);

}  // namespace largestep
