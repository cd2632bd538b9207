#pragma once

#include <ATen/core/ivalue.h>

#include <string>

#include "python_reference.h"
#include "temporary_directory.h"

namespace largestep {

/// The entry of a dict read from Python's file.
inline c10::IValue entry(const c10::IValue& dict, const std::string& key) { return dict.toGenericDict().at(key); }
inline at::Tensor tensor_entry(const c10::IValue& dict, const std::string& key) { return entry(dict, key).toTensor(); }

/// Largest difference, relative to the largest magnitude of the expected values (1e-6 at the least).
inline double relative_difference(const at::Tensor& actual, const at::Tensor& expected) {
  const auto wide = expected.to(at::kDouble);
  return (actual.to(at::kDouble) - wide).abs().max().item<double>() / std::max(wide.abs().max().item<double>(), 1e-6);
}

}  // namespace largestep
