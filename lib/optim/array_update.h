#pragma once

#include <cstdint>

#include "optim/sgd.h"

namespace largestep {

/// A float64 parameter on the CPU as Sgd changes it: plain arrays of the same length.
struct ArrayUpdate {
  double* weights;
  const double* gradient;
  double* momentum;  ///< nullptr without momentum
  std::int64_t size;
};

/// One step of Sgd on plain arrays: what PyTorch's operations do in microseconds, in the nanoseconds that a parameter
/// of a few hundred numbers takes.
void update_array(const ArrayUpdate& array, const SgdOptions& options, double step_size);

}  // namespace largestep
