#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace largestep {

/// Bytes of an array of this shape; nothing if they, or the strides of one, are more than 63 bits hold.
/// @param shape  extents of at least 0
/// @param item_size  bytes of an element, at least 0
inline std::optional<std::int64_t> array_bytes(const std::vector<std::int64_t>& shape, std::int64_t item_size) {
  auto bytes = item_size;
  auto largest = std::max<std::int64_t>(item_size, 1);  // as if there were no extent of 0
  for (const auto extent : shape) {
    if (__builtin_mul_overflow(largest, std::max<std::int64_t>(extent, 1), &largest)) return std::nullopt;
    bytes *= extent;
  }
  return bytes;
}

}  // namespace largestep
