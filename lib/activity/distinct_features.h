#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace largestep {

struct DistinctFeatures {
  std::int64_t units = 0;               ///< units looked at, U
  std::int64_t never_active = 0;        ///< of these, > 0 for no image
  std::int64_t duplicates = 0;          ///< of the rest, removed because another remaining one correlates with it
  double distinct_active_fraction = 0;  ///< positive entries of the survivors / (N U), in [0, 1]
};

/// The paper's feature sparsity coefficient of a feature matrix:
///   1. drop units that are never active;
///   2. Pearson correlations r of the rest over the images;
///   3. walk the units in order: delete unit i while any other *remaining* unit has |r| > threshold with it;
///   4. count the positive entries of the survivors.
/// A unit that is constant over the images correlates with none.
///
/// @param features   [N, U] float32 or float64 on any device, N >= 2, U >= 1. Not modified.
/// @param threshold  in (0, 1)
/// @throws Error{kInvalidArgument} if the shape, dtype or threshold is not as said.
/// Source: Andriushchenko et al., ICML 2023, arXiv:2210.05337, section 4 and public code (threshold 0.95).
DistinctFeatures distinct_features(const at::Tensor& features, double threshold = 0.95);

/// Units drawn for distinct_features: min(units, at_most) different ones, uniformly; a pure function of its arguments.
/// @return int64 [min(units, at_most)], in the order drawn; all units in their order if at_most >= units.
at::Tensor sample_units(std::int64_t units, std::int64_t at_most, std::uint64_t seed, std::uint64_t layer);

}  // namespace largestep
