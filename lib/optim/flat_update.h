#pragma once

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>

#include "kernels/own_kernels.h"
#include "kernels/sgd/sgd.h"

namespace largestep {

/// The kernels for updates of this tensor's entries as they lie in memory, or null: float32 without gaps on the CPU.
inline const kernels::SgdKernels* flat_kernels(const at::Tensor& tensor) {
  const bool flat = tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_non_overlapping_and_dense();
  return flat && own_kernels() ? kernels::sgd_kernels() : nullptr;
}

/// `tensor`, or a copy of it, with its entries in the order of those of `like`.
inline at::Tensor in_order_of(const at::Tensor& like, const at::Tensor& tensor) {
  if (tensor.scalar_type() == like.scalar_type() && tensor.strides() == like.strides()) return tensor;
  return at::empty_like(like).copy_(tensor);
}

/// Calls body(first, count) for stretches of n entries, on LibTorch's threads where there are many.
template <typename Body>
void for_stretches(std::int64_t n, const Body& body) {
  constexpr std::int64_t kWorthAThread = std::int64_t{1} << 16;
  at::parallel_for(0, n, kWorthAThread, [&](std::int64_t from, std::int64_t to) { body(from, to - from); });
}

}  // namespace largestep
