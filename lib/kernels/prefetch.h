#pragma once

#include <cstdint>

namespace largestep::kernels {

/// Elements that will be read next.
template <typename Element>
struct PrefetchedRange {
  const Element* first;
  std::int64_t count;

  /// Has part `i` of so many brought into the second-level cache.
  void prefetch(std::int64_t i, std::int64_t parts) const {
    constexpr std::int64_t kPerLine = 64 / static_cast<std::int64_t>(sizeof(Element));
    constexpr int kToRead = 0;
    constexpr int kSecondLevel = 2;
    for (std::int64_t line = i * count / parts / kPerLine; line < (i + 1) * count / parts / kPerLine; ++line) {
      __builtin_prefetch(first + line * kPerLine, kToRead, kSecondLevel);
    }
  }
};

}  // namespace largestep::kernels
