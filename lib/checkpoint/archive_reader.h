#pragma once

#include <ATen/core/ivalue.h>

#include <filesystem>
#include <memory>

#include "checkpoint/pickle.h"
#include "files/input_file.h"

namespace largestep {

/// What Python's `torch.save(value, path)` or write_python_archive wrote, opened without executing anything from it and
/// without making anything that is not asked for.
///
/// Values are dict, OrderedDict and defaultdict (keys str or int, order kept), list, tuple, str, int, float, bool,
/// None, dense tensors of any plain dtype and strides, and nn.Parameter (as its tensor): enough for
/// `model.state_dict()`, `optimizer.state_dict()` and dictionaries of such. Dicts and lists come back as generic
/// c10::Dict and c10::List, tensors on the CPU without requires_grad; tensors that shared a storage in Python share it
/// here, too. Records are checked against their checksums.
///
/// Not by LibTorch: torch::pickle_load fails on a state_dict(), an optimizer's state and Parameters, and its zip reader
/// leaves checksums unchecked, where a file from elsewhere must neither harm nor be half believed.
class PythonArchive {
 public:
  /// @param file  must outlive it
  /// @throws Error{kData} with a reason that does not name the file: a truncated or damaged file, the format from
  /// before
  ///         PyTorch 1.6, a TorchScript archive.
  explicit PythonArchive(const InputFile& file);
  ~PythonArchive();

  /// All that it holds, by what was saved; document().root is the whole.
  const pickle::Document& document() const;

  /// The value of a node. Asked again, it is the same one.
  /// @throws Error{kData} with a reason that does not name the file: sizes that do not fit, values of other kinds,
  /// LibTorch's
  ///         and the allocator's own for what does not fit the memory.
  c10::IValue build(pickle::NodeId id);

 private:
  struct Reader;
  std::unique_ptr<Reader> reader_;
};

/// The whole of an archive. @throws Error{kData}, "FILE is not a checkpoint: ...", where PythonArchive does, and for
/// what is no file that can be read (input_file.h).
c10::IValue read_python_archive(const std::filesystem::path& path);

}  // namespace largestep
