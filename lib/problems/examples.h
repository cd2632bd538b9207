#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace largestep {

/// Inputs with their targets.
struct Examples {
  at::Tensor inputs;   ///< [n, d] float64, or uint8 pixels, which count as value / 255
  at::Tensor targets;  ///< float64 [n]
  bool empty() const { return !inputs.defined(); }
};

/// What is trained on, and what is only scored.
struct ExampleSets {
  Examples train;
  Examples test = {};  ///< may be empty
  std::string name = "drawn data";
};

}  // namespace largestep
