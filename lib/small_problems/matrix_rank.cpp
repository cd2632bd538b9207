#include "small_problems/matrix_rank.h"

#include <torch/torch.h>

#include "activity/spectrum.h"

namespace largestep {

std::int64_t matrix_rank(const at::Tensor& matrix, double threshold) {
  if (!matrix.isfinite().all().item<bool>()) return 0;
  return numerical_rank(at::linalg_svdvals(matrix), threshold);
}

}  // namespace largestep
