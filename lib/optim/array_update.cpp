#include "optim/array_update.h"

#include "core/vector_clones.h"

namespace largestep {
namespace {

LARGESTEP_VECTOR_CLONES void plain(double* __restrict weights, const double* __restrict gradient, std::int64_t size,
                                   double decay, double step_size) {
  for (std::int64_t j = 0; j < size; ++j) weights[j] -= step_size * (gradient[j] + decay * weights[j]);
}

LARGESTEP_VECTOR_CLONES void with_momentum(double* __restrict weights, const double* __restrict gradient,
                                           double* __restrict momentum, std::int64_t size, const SgdOptions& options,
                                           double step_size) {
  const double decay = options.weight_decay;
  const double mu = options.momentum;
  const double own = options.nesterov ? 1.0 : 0.0;
  const double of_momentum = options.nesterov ? mu : 1.0;
  for (std::int64_t j = 0; j < size; ++j) {
    const double direction = gradient[j] + decay * weights[j];
    momentum[j] = mu * momentum[j] + direction;
    weights[j] -= step_size * (own * direction + of_momentum * momentum[j]);
  }
}

}  // namespace

void update_array(const ArrayUpdate& array, const SgdOptions& options, double step_size) {
  if (array.momentum == nullptr) {
    plain(array.weights, array.gradient, array.size, options.weight_decay, step_size);
  } else {
    with_momentum(array.weights, array.gradient, array.momentum, array.size, options, step_size);
  }
}

}  // namespace largestep
