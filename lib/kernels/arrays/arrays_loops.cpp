// Compiled once per instruction set: dispatch.h.
#include "kernels/arrays/arrays.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {
namespace {

template <typename T>
double dot(const T* a, const double* b, std::int64_t size) {
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t j = 0; j < size; ++j) sum += static_cast<double>(a[j]) * b[j];
  return sum;
}

template <typename T>
void add_scaled(double c, const T* x, double* y, std::int64_t size) {
#pragma omp simd
  for (std::int64_t j = 0; j < size; ++j) y[j] += c * static_cast<double>(x[j]);
}

double triple_dot(const double* x, const double* u, const double* v, std::int64_t size) {
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t j = 0; j < size; ++j) sum += x[j] * u[j] * v[j];
  return sum;
}

void triple_dot_gradient(const ArrayKernels::TripleDotGradient& of) {
  const ArrayKernels::TripleDotGradient by = of;
  if (by.overwrite) {
#pragma omp simd
    for (std::int64_t j = 0; j < by.size; ++j) {
      const double cx = by.c * by.x[j];
      by.gu[j] = cx * by.v[j];
      by.gv[j] = cx * by.u[j];
    }
    return;
  }
#pragma omp simd
  for (std::int64_t j = 0; j < by.size; ++j) {
    const double cx = by.c * by.x[j];
    by.gu[j] += cx * by.v[j];
    by.gv[j] += cx * by.u[j];
  }
}

// Not inlined: compilers heed __restrict of a function's parameters alone.
[[gnu::noinline]] void sgd_without_momentum(const double* __restrict g, const SgdStep<double>& step,
                                            double* __restrict w) {
  const SgdStep<double> by = step;
  for (std::int64_t j = 0; j < by.size; ++j) w[j] -= by.step_size * (g[j] + by.weight_decay * w[j]);
}

[[gnu::noinline]] void sgd_with_momentum(const double* __restrict g, const SgdStep<double>& step, double* __restrict v,
                                         double* __restrict w) {
  const SgdStep<double> by = step;
  const double own = by.nesterov ? 1.0 : 0.0;
  const double of_momentum = by.nesterov ? by.momentum : 1.0;
  for (std::int64_t j = 0; j < by.size; ++j) {
    const double direction = g[j] + by.weight_decay * w[j];
    v[j] = by.momentum * v[j] + direction;
    w[j] -= by.step_size * (own * direction + of_momentum * v[j]);
  }
}

void sgd(const SgdStep<double>& by) {
  if (by.v == nullptr) return sgd_without_momentum(by.g, by, by.w);
  sgd_with_momentum(by.g, by, by.v, by.w);
}

}  // namespace

template <>
const ArrayKernels& compiled_functions<ArrayKernels, LARGESTEP_KERNEL_SET>() {
  static constexpr ArrayKernels kFunctions{.dot = dot<double>,
                                           .dot_of_bytes = dot<std::uint8_t>,
                                           .add_scaled = add_scaled<double>,
                                           .add_scaled_bytes = add_scaled<std::uint8_t>,
                                           .triple_dot = triple_dot,
                                           .triple_dot_gradient = triple_dot_gradient,
                                           .sgd = sgd};
  return kFunctions;
}

}  // namespace largestep::kernels
