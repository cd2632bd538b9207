#pragma once

#include "kernels/bfloat16.h"
#include "kernels/vector.h"

namespace largestep::kernels {
namespace {

/// A plane as the products read it: entries[step of depth][position][channel]
template <Index kDepth>
struct PlaneWriter {
  BFloat16* entries;
  Index channels;
  Index positions;

  void copy(const BFloat16* pixel, Index position) const {
    BFloat16* to = entries + position * kDepth;
    for (Index channel = 0; channel < channels; channel += kDepth, to += positions * kDepth) {
      __builtin_memcpy(to, pixel + channel, kDepth * sizeof(BFloat16));
    }
  }
  void clear(Index from, Index last) const {
    BFloat16* to = entries + from * kDepth;
    for (Index channel = 0; channel < channels; channel += kDepth, to += positions * kDepth) {
      __builtin_memset(to, 0, static_cast<std::size_t>((last - from) * kDepth) * sizeof(BFloat16));
    }
  }
};

}  // namespace
}  // namespace largestep::kernels
