#include "problems/matrix_rank.h"

#include <torch/torch.h>

namespace largestep {

std::int64_t matrix_rank(const at::Tensor& matrix, double threshold) {
  if (!matrix.isfinite().all().item<bool>()) return 0;
  const auto values = std::get<1>(torch::svd(matrix, /*some=*/true, /*compute_uv=*/false));
  const auto largest = values.max();
  if (largest.item<double>() == 0.0) return 0;
  return (values / largest > threshold).sum().item<std::int64_t>();
}

}  // namespace largestep
