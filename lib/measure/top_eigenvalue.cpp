#include "measure/top_eigenvalue.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include <cmath>

#include "core/random.h"

namespace largestep {
namespace {

at::Tensor random_unit_vector(const at::Tensor& like, std::uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(stream_seed(seed, RandomStream::kMeasurement));
  const auto vector = torch::randn({like.numel()}, generator, torch::dtype(at::kDouble));
  return (vector / vector.norm()).to(like.options());
}

double inner_product(const at::Tensor& a, const at::Tensor& b) {
  return a.to(at::kDouble).dot(b.to(at::kDouble)).item<double>();
}

}  // namespace

TopEigenvalue top_eigenvalue(const std::function<at::Tensor(const at::Tensor&)>& multiply, const at::Tensor& like,
                             const PowerIterationOptions& options) {
  const torch::NoGradGuard no_grad;
  auto vector = random_unit_vector(like, options.seed);
  TopEigenvalue top;
  double shift = 0.0;
  bool has_estimate = false;
  while (top.products < options.max_products) {
    const auto product = multiply(vector);
    ++top.products;
    const double previous = top.eigenvalue;
    top.eigenvalue = inner_product(vector, product);
    const auto shifted = shift == 0.0 ? product : product + shift * vector;
    const double norm = std::sqrt(inner_product(shifted, shifted));
    if (norm == 0.0 || !std::isfinite(norm)) {  // a vector of the kernel, or no matrix to speak of
      top.converged = norm == 0.0;
      return top;
    }
    const bool settled =
        has_estimate && std::abs(top.eigenvalue - previous) <= options.tolerance * std::abs(top.eigenvalue);
    has_estimate = true;
    vector = shifted / norm;
    if (!settled) continue;
    if (top.eigenvalue >= 0.0 || shift > 0.0) {
      top.converged = true;
      return top;
    }
    shift = -top.eigenvalue;
    vector = random_unit_vector(like, options.seed + 1);
    has_estimate = false;
  }
  return top;
}

}  // namespace largestep
