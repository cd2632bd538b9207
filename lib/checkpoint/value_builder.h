#pragma once

#include <ATen/core/ivalue.h>

#include <optional>
#include <string>
#include <vector>

#include "checkpoint/pickle.h"
#include "checkpoint/tensor_reader.h"

namespace largestep {

/// Turns the nodes of a pickle into values, reading the storages it refers to; each node once.
class ValueBuilder {
 public:
  /// Refers to both, which must outlive it.
  ValueBuilder(const pickle::Document& document, ZipReader& zip)
      : document_(document), tensors_(document, zip), built_(document.nodes.size()) {}

  /// @throws Error{kData} with a reason that does not name the file, for objects of unknown kinds, nesting beyond 64
  ///         levels and whatever TensorReader refuses
  c10::IValue build(pickle::NodeId id) { return build(id, 0).value; }

 private:
  /// A value and how deeply it is nested (0: holds no other).
  struct Built {
    c10::IValue value;
    int height = 0;
  };

  const Built& build(pickle::NodeId id, int depth);
  c10::IValue build_item(pickle::NodeId id, int depth, int& height);
  Built build_node(const pickle::None&, int) { return {}; }
  Built build_node(const std::string& text, int) { return {text}; }
  template <typename Scalar>
  Built build_node(const Scalar& scalar, int) {
    return {c10::IValue(scalar)};
  }
  Built build_node(const pickle::Tuple& tuple, int depth);
  Built build_node(const pickle::List& list, int depth);
  Built build_node(const pickle::Dict& dict, int depth);
  Built build_node(const pickle::Global& global, int);
  Built build_node(const pickle::Persistent&, int);
  Built build_node(const pickle::Opaque& value, int);
  Built build_node(const pickle::Call& call, int depth);

  const pickle::Document& document_;
  TensorReader tensors_;
  std::vector<std::optional<Built>> built_;
};

}  // namespace largestep
