#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace largestep {

/// The largest eigenvalue of a symmetric matrix, and how it was found.
struct TopEigenvalue {
  double eigenvalue = 0.0;
  std::int64_t products = 0;  ///< matrix-vector products taken
  bool converged = false;     ///< false if max_products came first: the value is then a lower bound
};

struct PowerIterationOptions {
  double tolerance = 1e-3;         ///< stops when the Rayleigh quotient changes by less than this share of it, > 0
  std::int64_t max_products = 50;  ///< at least 2
  std::uint64_t seed = 0;          ///< of the first vector
};

/// Power iteration, v <- A v / ||A v||, with the Rayleigh quotient v^T A v as the estimate. It finds the eigenvalue of
/// largest magnitude; if that is negative, it goes on with A + |lambda| I, whose largest one belongs to A's largest.
///
/// @param multiply  v -> A v for [n] of the dtype and device of `like`
/// @param like      [n]; only its shape, dtype and device are looked at
/// Source of the use on Hessians: Yao et al., PyHessian, 2020, arXiv:1912.07145.
TopEigenvalue top_eigenvalue(const std::function<at::Tensor(const at::Tensor&)>& multiply, const at::Tensor& like,
                             const PowerIterationOptions& options);

}  // namespace largestep
