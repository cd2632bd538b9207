#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include <cstdint>

#include "kernels/bfloat16.h"

// What the convolutions compute with: a vector as wide as the instruction set has, in the words of GCC and Clang, which
// know its width, not its name. For files compiled once per instruction set: each has its own.
namespace largestep::kernels {
namespace {

using Index = std::int64_t;

inline Index smaller(Index a, Index b) { return a < b ? a : b; }

#if defined(__AVX512F__)
constexpr int kLanes = 16;
constexpr int kRegisters = 32;
#elif defined(__AVX__)
constexpr int kLanes = 8;
constexpr int kRegisters = 16;
#else
constexpr int kLanes = 4;
constexpr int kRegisters = 32;
#endif

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
typedef std::uint32_t Words __attribute__((vector_size(kLanes * sizeof(std::uint32_t))));
typedef std::uint16_t Halves __attribute__((vector_size(kLanes * sizeof(std::uint16_t))));

inline Vector broadcast(float value) { return value - Vector{}; }

inline Vector load(const float* from) {
  Vector values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}
inline Vector load(const BFloat16* from) {
  Halves halves;
  __builtin_memcpy(&halves, from, sizeof halves);
  return reinterpret_cast<Vector>(__builtin_convertvector(halves, Words) << 16);
}

/// a b + sum, rounded once whatever the compiler may fuse elsewhere.
inline Vector multiply_add(Vector a, Vector b, Vector sum) {
#if defined(__AVX512F__)
  return _mm512_fmadd_ps(a, b, sum);
#elif defined(__FMA__)
  return _mm256_fmadd_ps(a, b, sum);
#else
  return vfmaq_f32(sum, a, b);
#endif
}

inline void store(Vector values, float* to) { __builtin_memcpy(to, &values, sizeof values); }
/// Rounds to nearest, ties to even; NaN stays NaN.
inline void store(Vector values, BFloat16* to) {
#if defined(__AVX512BF16__)
  const auto halves = _mm512_cvtneps_pbh(values);
#else
  const auto bits = reinterpret_cast<Words>(values);
  const Words rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
  const Words not_a_number = Words{} + 0x7fc0U;
  const auto halves = __builtin_convertvector(values != values ? not_a_number : rounded, Halves);
#endif
  __builtin_memcpy(to, &halves, sizeof halves);
}

/// 0 for what is not above 0; NaN stays NaN.
inline Vector relu(Vector values) { return values <= 0.0F ? Vector{} : values; }

/// The lower halves of a and b, lane by lane side by side.
inline Vector interleave_lower(Vector a, Vector b) {
#if defined(__AVX512F__)
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
#elif defined(__AVX__)
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
#else
  return __builtin_shufflevector(a, b, 0, 4, 1, 5);
#endif
}
inline Vector interleave_upper(Vector a, Vector b) {
#if defined(__AVX512F__)
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#elif defined(__AVX__)
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#else
  return __builtin_shufflevector(a, b, 2, 6, 3, 7);
#endif
}

/// Exchanges rows and lanes. Interleaving row i with row i + kLanes / 2 turns the bits of an entry's place by one;
/// after log2(kLanes) times the lane is where the row was.
inline void transpose(Vector (&rows)[kLanes]) {
  for (int turns = 1; turns < kLanes; turns *= 2) {
    Vector turned[kLanes];
#pragma GCC unroll 8
    for (int i = 0; i < kLanes / 2; ++i) {
      turned[2 * i] = interleave_lower(rows[i], rows[i + kLanes / 2]);
      turned[2 * i + 1] = interleave_upper(rows[i], rows[i + kLanes / 2]);
    }
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) rows[i] = turned[i];
  }
}

}  // namespace
}  // namespace largestep::kernels
