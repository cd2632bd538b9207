#include "activity/spectrum.h"

#include <torch/special.h>
#include <torch/types.h>

#include <cmath>

namespace largestep {

std::int64_t numerical_rank(const at::Tensor& singular_values, double threshold) {
  const double largest = singular_values.max().item<double>();
  if (largest <= 0.0) return 0;
  return (singular_values > threshold * largest).sum().item<std::int64_t>();
}

double effective_rank(const at::Tensor& singular_values) {
  const double sum = singular_values.sum().item<double>();
  if (sum <= 0.0) return 0.0;
  const auto share = singular_values / sum;
  return std::exp(-torch::special::xlogy(share, share).sum().item<double>());
}

std::int64_t components_for_variance(const at::Tensor& singular_values, double share) {
  const auto carried = singular_values.square().cumsum(0);
  const double total = carried[-1].item<double>();
  if (total <= 0.0) return 0;
  return (carried < share * total).sum().item<std::int64_t>() + 1;
}

at::Tensor singular_values_of_gram(const at::Tensor& gram) {
  return at::linalg_eigvalsh(gram.cpu()).clamp_min(0.0).sqrt().flip(0);
}

}  // namespace largestep
