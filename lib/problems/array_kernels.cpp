#include "problems/array_kernels.h"

#include "core/vector_clones.h"

namespace largestep {

LARGESTEP_VECTOR_CLONES double dot(const double* a, const double* b, std::int64_t size) {
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t j = 0; j < size; ++j) sum += a[j] * b[j];
  return sum;
}

LARGESTEP_VECTOR_CLONES double dot(const std::uint8_t* a, const double* b, std::int64_t size) {
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t j = 0; j < size; ++j) sum += static_cast<double>(a[j]) * b[j];
  return sum;
}

LARGESTEP_VECTOR_CLONES void add_scaled(double c, const double* x, double* y, std::int64_t size) {
#pragma omp simd
  for (std::int64_t j = 0; j < size; ++j) y[j] += c * x[j];
}

LARGESTEP_VECTOR_CLONES void add_scaled(double c, const std::uint8_t* x, double* y, std::int64_t size) {
#pragma omp simd
  for (std::int64_t j = 0; j < size; ++j) y[j] += c * static_cast<double>(x[j]);
}

LARGESTEP_VECTOR_CLONES double triple_dot(const double* x, const double* u, const double* v, std::int64_t size) {
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t j = 0; j < size; ++j) sum += x[j] * u[j] * v[j];
  return sum;
}

LARGESTEP_VECTOR_CLONES void triple_dot_gradient(double c, const double* x, const double* u, const double* v,
                                                 double* gu, double* gv, std::int64_t size, bool overwrite) {
  if (overwrite) {
#pragma omp simd
    for (std::int64_t j = 0; j < size; ++j) {
      const double cx = c * x[j];
      gu[j] = cx * v[j];
      gv[j] = cx * u[j];
    }
    return;
  }
#pragma omp simd
  for (std::int64_t j = 0; j < size; ++j) {
    const double cx = c * x[j];
    gu[j] += cx * v[j];
    gv[j] += cx * u[j];
  }
}

}  // namespace largestep
