#include "optim/array_update.h"

#include "kernels/arrays/arrays.h"

namespace largestep {

void update_array(const ArrayUpdate& array, const SgdOptions& options, double step_size) {
  kernels::array_kernels().sgd({.g = array.gradient,
                                .v = array.momentum,
                                .w = array.weights,
                                .size = array.size,
                                .step_size = step_size,
                                .momentum = options.momentum,
                                .weight_decay = options.weight_decay,
                                .nesterov = options.nesterov});
}

}  // namespace largestep
