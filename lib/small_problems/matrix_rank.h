#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace largestep {

/// Number of singular values above threshold times the largest; 0 for a matrix of zeros.
/// @param matrix  float64 [N, P]
std::int64_t matrix_rank(const at::Tensor& matrix, double threshold);

}  // namespace largestep
