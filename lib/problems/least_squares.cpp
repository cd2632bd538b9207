#include "problems/least_squares.h"

#include <torch/types.h>

#include "core/error.h"

namespace largestep {

LeastSquares::LeastSquares(at::Tensor a, at::Tensor b, const SamplingOptions& sampling)
    : FiniteSum(a.dim() == 2 ? a.size(0) : 0, sampling), a_(std::move(a)), b_(std::move(b)) {
  if (b_.dim() != 1 || b_.size(0) != a_.size(0) || a_.scalar_type() != at::kDouble || b_.scalar_type() != at::kDouble) {
    fail(ErrorKind::kInvalidArgument, "least squares needs float64 A [n, d] and b [n] of the same n");
  }
  w_ = torch::zeros({a_.size(1)}, torch::dtype(at::kDouble).requires_grad(true));
}

at::Tensor LeastSquares::loss(const Batch& batch) {
  const auto residual = a_.index_select(0, batch.indices).mv(w_) - b_.index_select(0, batch.indices);
  return residual.square().mean();
}

at::Tensor LeastSquares::gradient(const Batch& batch) {
  const torch::NoGradGuard no_grad;
  const auto rows = a_.index_select(0, batch.indices);
  const auto residual = rows.mv(w_) - b_.index_select(0, batch.indices);
  w_.mutable_grad() = rows.t().mv(residual) * (2.0 / static_cast<double>(rows.size(0)));
  return residual.square().mean();
}

}  // namespace largestep
