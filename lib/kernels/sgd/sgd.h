#pragma once

#include <cstdint>

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// A step of SGD on entries of T: d = g + weight_decay w; where v is given, v = momentum v + d and
/// d = nesterov ? d + momentum v : v; w -= step_size d.
template <typename T>
struct SgdStep {
  const T* g;
  T* v = nullptr;
  T* w;
  std::int64_t size;
  T step_size;
  T momentum;
  T weight_decay;
  bool nesterov;
};

/// The optimizer's updates in float32, each in one pass over memory. Every operation rounds where torch.optim.SGD and
/// LibTorch's tensor operations round: fused multiply-add where they use one.
struct SgdKernels {
  void (*step)(const SgdStep<float>&);

  /// a = tau a + one_minus_tau w
  struct Average {
    const float* w;
    float* a;
    std::int64_t size;
    float tau;
    float one_minus_tau;
  };
  void (*average)(const Average&);
};

/// Null where the processor has no fused multiply-add.
const SgdKernels* sgd_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
