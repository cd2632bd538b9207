#pragma once

#include <ATen/core/Tensor.h>

#include <bit>

#include "kernels/bfloat16.h"

namespace largestep {

/// A tensor's memory as what the kernels call its elements.
template <typename T>
const T* data(const at::Tensor& tensor) {
  return static_cast<const T*>(tensor.data_ptr());
}
template <typename T>
T* mutable_data(const at::Tensor& tensor) {
  return static_cast<T*>(tensor.data_ptr());
}

inline float to_float(float element) { return element; }
inline float to_float(kernels::BFloat16 element) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(element.bits) << 16);
}

/// Calls body(T()), where T is the element of x: float or kernels::BFloat16.
template <typename Body>
auto with_element_type(const at::Tensor& x, const Body& body) {
  if (x.scalar_type() == at::kFloat) return body(float());
  return body(kernels::BFloat16());
}

}  // namespace largestep
