#pragma once

#include "kernels/vector.h"

// The products of transformed tiles, which take most of the time: matrix products small enough for the caches.
namespace largestep::kernels {
namespace {

/// Channels that lie side by side in transformed tiles: a cache line, one to four vectors.
constexpr Index kBlock = 16;

/// Rows of two vectors of sums that stay in the registers, beside what they are made of.
constexpr int kMostRows = kRegisters == 16 ? 6 : 12;

/// The sum over a block's terms: left[row, term] right[term, lane].
/// @tparam kRowStep, kTermStep  of left; one of them is 1 and the other kBlock
template <int kRows, int kVectors, Index kRowStep, Index kTermStep>
[[gnu::always_inline]] inline void add_products(const float* left, const float* right, Index right_step,
                                                Index vector_step, Index terms, Vector (&sums)[kRows][kVectors]) {
  for (Index term = 0; term < terms; ++term, left += kTermStep, right += right_step) {
    Vector factors[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) factors[v] = load(right + v * vector_step);
#pragma GCC unroll 12
    for (int row = 0; row < kRows; ++row) {
      const Vector factor = broadcast(left[row * kRowStep]);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) sums[row][v] += factor * factors[v];
    }
  }
}

/// Calls body.operator()<rows>(first).
template <int kRows = kMostRows, typename Body>
[[gnu::always_inline]] inline void with_rows(Index rows, Index first, const Body& body) {
  if (rows == kRows) return body.template operator()<kRows>(first);
  if constexpr (kRows > 1) with_rows<kRows - 1>(rows, first, body);
}
/// Does so for groups of at most kMostRows of the rows, as equal as can be.
template <typename Body>
[[gnu::always_inline]] inline void for_row_groups(Index rows, const Body& body) {
  const Index groups = (rows + kMostRows - 1) / kMostRows;
  for (Index group = 0; group < groups; ++group) {
    const Index first = group * rows / groups;
    with_rows((group + 1) * rows / groups - first, first, body);
  }
}

}  // namespace
}  // namespace largestep::kernels
