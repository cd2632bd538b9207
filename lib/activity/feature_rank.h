#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace largestep {

/// In how many directions features vary over the images.
struct FeatureRank {
  std::int64_t components_99 = 0;  ///< principal components that carry 99 % of the variance
  double effective_rank = 0.0;     ///< entropy effective rank of the centred features; see spectrum.h
};

/// Rank of a feature matrix with the mean of every unit removed. 0 for features that do not vary.
///
/// @param features  [N, U] of any floating dtype and device, N >= 2, U >= 1. Not modified. Computed in float64 through
/// the
///                  smaller of the two Gram matrices, [min(N, U)]^2.
/// @throws Error{kInvalidArgument} if the shape or dtype is not as said.
FeatureRank feature_rank(const at::Tensor& features);

}  // namespace largestep
