#pragma once

#include <ATen/core/Tensor.h>

namespace largestep {

/// The products of all pairs of columns, summed over the rows: A^T A. On a CPU, threads share blocks of its rows, and
/// only a half is computed. The result does not depend on the number of threads.
/// @param columns  [N, U] of a floating-point type, without autograd
/// @return [U, U]
at::Tensor gram(const at::Tensor& columns);

}  // namespace largestep
