#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
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
  std::string fingerprint = {};  ///< data/fingerprint.h; empty for drawn data
};

/// Number of examples, 0 unless inputs are a matrix.
std::int64_t rows_of(const Examples& examples);

/// The sets with contiguous tensors.
/// @throws Error{kInvalidArgument} unless both are there, inputs float64 [n, d] and targets float64 [n].
ExampleSets both_checked(ExampleSets sets);

}  // namespace largestep
