#include "small_problems/least_squares.h"

#include <torch/types.h>

namespace largestep {

LinearModel::Term LeastSquares::term(double prediction, double target) const {
  const double residual = prediction - target;
  return {.value = residual * residual, .slope = 2.0 * residual};
}

at::Tensor LeastSquares::terms_of(const at::Tensor& predictions, const at::Tensor& targets) const {
  return (predictions - targets).square();
}

}  // namespace largestep
