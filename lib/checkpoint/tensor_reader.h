#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "checkpoint/pickle.h"
#include "checkpoint/zip_reader.h"

namespace largestep {

/// Makes the tensors that a pickle describes from the storages beside it. Tensors of one storage share its memory.
/// Nothing is believed: sizes, strides and offsets are checked against the storage, the storage against its record.
class TensorReader {
 public:
  /// Refers to both, which must outlive it.
  TensorReader(const pickle::Document& document, ZipReader& zip) : document_(document), zip_(zip) {}

  /// The tensor that torch._utils._rebuild_tensor_v2 makes of these arguments:
  /// (storage, offset, sizes, strides, requires_grad, backward_hooks, [metadata]). The two after the strides are
  /// ignored, metadata must be empty.
  /// @throws Error{kData} with a reason that does not name the file.
  at::Tensor rebuild(const std::vector<pickle::NodeId>& arguments);

 private:
  template <typename T>
  const T& get(pickle::NodeId id) const;
  std::vector<std::int64_t> get_extents(pickle::NodeId id) const;
  at::Tensor read_storage(pickle::NodeId id);
  at::Tensor read_elements(const std::string& record, std::int64_t elements, at::ScalarType dtype);

  const pickle::Document& document_;
  ZipReader& zip_;
  std::unordered_map<std::string, at::Tensor> storages_;
};

}  // namespace largestep
