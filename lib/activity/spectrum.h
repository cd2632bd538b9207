#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace largestep {

// What a matrix's singular values s_1 >= s_2 >= ... say about its rank. All take float64 [n], descending, none
// negative, and return 0 for a matrix of zeros.

/// Number of singular values with s_i / s_1 above the threshold.
std::int64_t numerical_rank(const at::Tensor& singular_values, double threshold);

/// exp(-sum_i p_i ln p_i) with p_i = s_i / sum_j s_j: n if all are equal, 1 if one is left.
/// Source: Roy and Vetterli, The effective rank, EUSIPCO 2007.
double effective_rank(const at::Tensor& singular_values);

/// Smallest k with s_1^2 + ... + s_k^2 >= share * sum_i s_i^2: for a centred matrix, the principal components that
/// carry this share of the variance. @param share  in (0, 1]
std::int64_t components_for_variance(const at::Tensor& singular_values, double share);

/// Singular values of A, given its Gram matrix A A^T (or A^T A): the square roots of the eigenvalues, those that
/// rounding made negative as 0. Relative to the largest, values below about 1e-8 are rounding.
/// @param gram  float64 [n, n], symmetric.  @return float64 [n] on the CPU, descending
at::Tensor singular_values_of_gram(const at::Tensor& gram);

}  // namespace largestep
