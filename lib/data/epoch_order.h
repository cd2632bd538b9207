#pragma once

#include <torch/types.h>

#include <cstdint>

namespace largestep {

/// The order in which an epoch visits its n terms: a uniformly drawn permutation (Fisher-Yates) of 0..n-1, int64 [n].
/// A pure function of its arguments, so that a run resumes at any epoch without stored state.
/// @throws Error{kInvalidArgument} unless 0 <= n < 2^32 and epoch >= 0.
torch::Tensor epoch_order(std::int64_t n, std::uint64_t seed, std::int64_t epoch);

}  // namespace largestep
