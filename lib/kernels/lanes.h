#pragma once

#if defined(__AVX512BW__)
#include <immintrin.h>
#endif

#include <cstdint>

#include "kernels/bfloat16.h"

// What loops over memory compute with: a single float or, where AVX-512 allows, sixteen side by side. In other sets the
// compiler makes vectors of loops over single floats. For files compiled once per instruction set: each has its own.
namespace largestep::kernels {
namespace {

using Index = std::int64_t;

inline float load(const float* at, float) { return *at; }
inline float load(const BFloat16* at, float) {
  return __builtin_bit_cast(float, static_cast<std::uint32_t>(at->bits) << 16);
}

inline void store(float value, float* at) { *at = value; }
/// Rounds to nearest, ties to even; NaN stays NaN.
inline void store(float value, BFloat16* at) {
  const auto bits = __builtin_bit_cast(std::uint32_t, value);
  const std::uint32_t rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
  at->bits = static_cast<std::uint16_t>((bits & 0x7fffffffU) > 0x7f800000U ? 0x7fc0U : rounded);
}

/// Stores what is of type T already.
inline void store_exact(float value, float* at) { *at = value; }
inline void store_exact(float value, BFloat16* at) {
  at->bits = static_cast<std::uint16_t>(__builtin_bit_cast(std::uint32_t, value) >> 16);
}

/// `value` where the condition is above 0, else 0.
inline float where_positive(float condition, float value) { return condition > 0.0F ? value : 0.0F; }
/// 0 for what is not above 0; NaN stays NaN.
inline float relu(float value) { return value <= 0.0F ? 0.0F : value; }

#if defined(__AVX512BW__)
using Lanes = __m512;
constexpr Index kLanes = 16;
constexpr __mmask16 kAllLanes = 0xffff;

inline Lanes load(const float* at, Lanes) { return _mm512_loadu_ps(at); }
inline Lanes load(const BFloat16* at, Lanes) {
  const __m256i halves = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  return _mm512_castsi512_ps(_mm512_maskz_slli_epi32(kAllLanes, _mm512_maskz_cvtepu16_epi32(kAllLanes, halves), 16));
}

inline void store(Lanes values, float* at) { _mm512_storeu_ps(at, values); }
inline void store_lower_halves(__m512i values, BFloat16* at) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), _mm512_maskz_cvtepi32_epi16(kAllLanes, values));
}
inline void store(Lanes values, BFloat16* at) {
#if defined(__AVX512BF16__)
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(values)));
#else
  const __m512i bits = _mm512_castps_si512(values);
  const __m512i odd = _mm512_and_si512(_mm512_maskz_srli_epi32(kAllLanes, bits, 16), _mm512_set1_epi32(1));
  const __m512i sum = _mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7fff)), odd);
  const __mmask16 nan = _mm512_cmp_ps_mask(values, values, _CMP_UNORD_Q);
  store_lower_halves(_mm512_mask_mov_epi32(_mm512_maskz_srli_epi32(kAllLanes, sum, 16), nan, _mm512_set1_epi32(0x7fc0)),
                     at);
#endif
}

inline void store_exact(Lanes values, float* at) { store(values, at); }
inline void store_exact(Lanes values, BFloat16* at) {
  store_lower_halves(_mm512_maskz_srli_epi32(kAllLanes, _mm512_castps_si512(values), 16), at);
}

inline Lanes where_positive(Lanes condition, Lanes values) {
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(condition, _mm512_setzero_ps(), _CMP_GT_OQ), values);
}
inline Lanes relu(Lanes values) {
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(values, _mm512_setzero_ps(), _CMP_NLE_UQ), values);
}
#endif

/// Calls body(channel, V) for all channels, where V is an empty Lanes, and for the rest an empty float.
template <typename Body>
inline void for_channels(Index channels, const Body& body) {
  Index channel = 0;
#if defined(__AVX512BW__)
  for (; channel + kLanes <= channels; channel += kLanes) body(channel, Lanes());
#endif
  for (; channel < channels; ++channel) body(channel, float());
}

/// Calls body(entry, channel, V) for all entries in the order in which they lie in memory, which is what memory is
/// fastest at.
template <typename Body>
inline void for_entries(Index pixels, Index channels, const Body& body) {
  for (Index first = 0; first < pixels * channels; first += channels) {
    for_channels(channels, [&](Index channel, auto lanes) { body(first + channel, channel, lanes); });
  }
}

#if defined(__AVX512BW__)
/// accumulate(), below, for so many vectors of channels: all sums stay in registers.
template <int kVectors, typename Body>
inline void accumulate_in_registers(Index pixels, float* sum, float* other_sum, const Body& body) {
  Lanes a[kVectors];
  Lanes b[kVectors];
#pragma GCC unroll 8
  for (int v = 0; v < kVectors; ++v) {
    a[v] = load(sum + v * kLanes, Lanes());
    b[v] = load(other_sum + v * kLanes, Lanes());
  }
  for (Index first = 0; first < pixels * kVectors * kLanes; first += kVectors * kLanes) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) body(first + v * kLanes, v * kLanes, a[v], b[v]);
  }
#pragma GCC unroll 8
  for (int v = 0; v < kVectors; ++v) {
    store(a[v], sum + v * kLanes);
    store(b[v], other_sum + v * kLanes);
  }
}
#endif

/// Calls body(entry, channel, a, b) for all entries in that order, where a and b are the two sums of the entry's
/// channel, for it to add to.
template <typename Body>
inline void accumulate(Index pixels, Index channels, float* __restrict sum, float* __restrict other_sum,
                       const Body& body) {
#if defined(__AVX512BW__)
  if (channels == 4 * kLanes) return accumulate_in_registers<4>(pixels, sum, other_sum, body);
  if (channels == 8 * kLanes) return accumulate_in_registers<8>(pixels, sum, other_sum, body);
#endif
  for_entries(pixels, channels, [&](Index entry, Index channel, auto lanes) {
    auto a = load(sum + channel, lanes);
    auto b = load(other_sum + channel, lanes);
    body(entry, channel, a, b);
    store(a, sum + channel);
    store(b, other_sum + channel);
  });
}

}  // namespace
}  // namespace largestep::kernels
