// Compiled once per instruction set: dispatch.h.
#include "kernels/dispatch.h"
#include "kernels/sgd/sgd.h"

namespace largestep::kernels {
namespace {

inline float multiply_add(float a, float b, float sum) { return __builtin_fmaf(a, b, sum); }

template <bool kMomentum>
void step_as(const float* __restrict g, std::int64_t n, const SgdScalars& scalars, float* __restrict v,
             float* __restrict w) {
  const SgdScalars by = scalars;
  for (std::int64_t i = 0; i < n; ++i) {
    float direction = by.weight_decay != 0.0F ? multiply_add(by.weight_decay, w[i], g[i]) : g[i];
    if constexpr (kMomentum) {
      v[i] = v[i] * by.momentum + direction;
      direction = by.nesterov ? multiply_add(by.momentum, v[i], direction) : v[i];
    }
    w[i] = multiply_add(-by.step_size, direction, w[i]);
  }
}

void step(const float* g, std::int64_t n, const SgdScalars& scalars, float* v, float* w) {
  const auto pass = v != nullptr ? step_as<true> : step_as<false>;
  pass(g, n, scalars, v, w);
}

void average(const float* __restrict w, std::int64_t n, float tau, float one_minus_tau, float* __restrict a) {
  for (std::int64_t i = 0; i < n; ++i) a[i] = multiply_add(one_minus_tau, w[i], a[i] * tau);
}

}  // namespace

template <>
const SgdKernels& compiled_functions<SgdKernels, LARGESTEP_KERNEL_SET>() {
  static constexpr SgdKernels kFunctions{.step = step, .average = average};
  return kFunctions;
}

}  // namespace largestep::kernels
