// Compiled once per instruction set: dispatch.h.
#include "kernels/dispatch.h"
#include "kernels/sgd/sgd.h"

namespace largestep::kernels {
namespace {

inline float multiply_add(float a, float b, float sum) { return __builtin_fmaf(a, b, sum); }

// Loops take pointers one by one, and are not inlined: compilers heed __restrict of a function's parameters alone.
template <bool kMomentum>
void step_as(const float* __restrict g, const SgdStep<float>& step, float* __restrict v, float* __restrict w) {
  const SgdStep<float> by = step;
  for (std::int64_t i = 0; i < by.size; ++i) {
    float direction = by.weight_decay != 0.0F ? multiply_add(by.weight_decay, w[i], g[i]) : g[i];
    if constexpr (kMomentum) {
      v[i] = v[i] * by.momentum + direction;
      direction = by.nesterov ? multiply_add(by.momentum, v[i], direction) : v[i];
    }
    w[i] = multiply_add(-by.step_size, direction, w[i]);
  }
}

void step(const SgdStep<float>& by) {
  const auto pass = by.v != nullptr ? step_as<true> : step_as<false>;
  pass(by.g, by, by.v, by.w);
}

[[gnu::noinline]] void average_of(const float* __restrict w, std::int64_t size, float tau, float one_minus_tau,
                                  float* __restrict a) {
  for (std::int64_t i = 0; i < size; ++i) a[i] = multiply_add(one_minus_tau, w[i], a[i] * tau);
}

void average(const SgdKernels::Average& of) { average_of(of.w, of.size, of.tau, of.one_minus_tau, of.a); }

}  // namespace

template <>
const SgdKernels& compiled_functions<SgdKernels, LARGESTEP_KERNEL_SET>() {
  static constexpr SgdKernels kFunctions{.step = step, .average = average};
  return kFunctions;
}

}  // namespace largestep::kernels
