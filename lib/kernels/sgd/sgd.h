#pragma once

#include <cstdint>

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// Scalars of one step of SGD.
struct SgdScalars {
  float step_size;
  float momentum;
  float weight_decay;
  bool nesterov;
};

/// The optimizer's updates in one pass over memory, n entries each. Every operation rounds where torch.optim.SGD and
/// LibTorch's tensor operations round: fused multiply-add where they use one.
struct SgdKernels {
  /// d = g + weight_decay w; where v is given: v = momentum v + d, d = nesterov ? d + momentum v : v; w -= step_size d.
  void (*step)(const float* g, std::int64_t n, const SgdScalars& scalars, float* v, float* w);
  /// a = tau a + (1 - tau) w, with both factors given.
  void (*average)(const float* w, std::int64_t n, float tau, float one_minus_tau, float* a);
};

/// Null where the processor has no fused multiply-add.
const SgdKernels* sgd_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
