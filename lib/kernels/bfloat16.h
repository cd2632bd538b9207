#pragma once

#include <cstdint>

namespace largestep::kernels {

/// The upper half of a float32: eight bits of exponent, seven of fraction. A type of its own, so that kernels know it
/// from an integer; the layout is that of c10::BFloat16.
struct BFloat16 {
  std::uint16_t bits;
};

}  // namespace largestep::kernels
