#include "optim/array_update.h"

#include "kernels/arrays/arrays.h"

namespace largestep {

void update_array(const ArrayUpdate& array, const SgdOptions& options, double step_size) {
  const auto& passes = kernels::array_kernels();
  const kernels::ArraySgd step{.step_size = step_size,
                               .momentum = options.momentum,
                               .weight_decay = options.weight_decay,
                               .nesterov = options.nesterov};
  if (array.momentum == nullptr) {
    passes.sgd(array.gradient, array.size, step, array.weights);
  } else {
    passes.sgd_with_momentum(array.gradient, array.size, step, array.momentum, array.weights);
  }
}

}  // namespace largestep
