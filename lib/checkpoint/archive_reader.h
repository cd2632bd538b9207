#pragma once

#include <ATen/core/ivalue.h>

#include <filesystem>

namespace largestep {

/// Reads what Python's `torch.save(value, path)` or write_python_archive wrote, without executing anything from it.
///
/// Understands dict and OrderedDict (keys str or int, order kept), list, tuple, str, int, float, bool, None, dense
/// tensors of any plain dtype and strides, and nn.Parameter (as its tensor): enough for `model.state_dict()`,
/// `optimizer.state_dict()` and dictionaries of such. Dicts and lists come back as generic c10::Dict and c10::List,
/// tensors on the CPU without requires_grad; tensors that shared a storage in Python share it here, too.
/// Records are checked against their checksums.
///
/// Not by LibTorch: torch::pickle_load fails on a state_dict(), an optimizer's state and Parameters, and its zip reader
/// leaves checksums unchecked, where a file from elsewhere must neither harm nor be half believed.
///
/// @throws Error{kData}, "FILE is not a checkpoint: ...", for everything else: a truncated or damaged file, the format
///         from before PyTorch 1.6, a TorchScript archive, sizes that do not fit, unknown Python objects; and for what
///         is no file that can be read (input_file.h).
c10::IValue read_python_archive(const std::filesystem::path& path);

}  // namespace largestep
