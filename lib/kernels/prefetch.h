#pragma once

#include "kernels/convolution/cells.h"

namespace largestep::kernels {

/// Elements that will be read next.
template <typename Element>
struct Upcoming {
  const Element* first;
  Index count;

  /// Has part `i` of so many brought into the second-level cache.
  void prefetch(Index i, Index parts) const {
    constexpr Index kPerLine = 64 / static_cast<Index>(sizeof(Element));
    for (Index line = i * count / parts / kPerLine; line < (i + 1) * count / parts / kPerLine; ++line) {
      _mm_prefetch(reinterpret_cast<const char*>(first + line * kPerLine), _MM_HINT_T1);
    }
  }
};

}  // namespace largestep::kernels
