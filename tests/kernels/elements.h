#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/random.h"
#include "kernels/bfloat16.h"

namespace largestep::kernels {

/// What the kernels call an element: the value, cut to its upper half for BFloat16.
template <typename T>
T element(float value) {
  if constexpr (std::is_same_v<T, float>) {
    return value;
  } else {
    return {static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16)};
  }
}

inline float value_of(float element) { return element; }
inline float value_of(BFloat16 element) { return std::bit_cast<float>(static_cast<std::uint32_t>(element.bits) << 16); }

inline std::uint32_t bits(float element) { return std::bit_cast<std::uint32_t>(element); }
inline std::uint32_t bits(BFloat16 element) { return element.bits; }

/// Values between -4 and 4 that bfloat16 holds exactly, so that both types get the same.
template <typename T>
std::vector<T> drawn(std::uint64_t seed, std::size_t count) {
  SplitMix64 random(seed);
  std::vector<T> values(count);
  for (auto& value : values) {
    value = element<T>(value_of(element<BFloat16>(static_cast<float>(random.uniform() * 8 - 4))));
  }
  return values;
}

}  // namespace largestep::kernels
