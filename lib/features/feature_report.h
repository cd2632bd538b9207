#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "activity/channel_histogram.h"
#include "activity/feature_rank.h"

namespace largestep {

/// What the blocks of a network are measured by, of any feature matrix.
struct FeatureReport {
  std::int64_t images = 0;
  std::int64_t units = 0;
  double active_fraction = 0.0;           ///< share of entries > 0
  double dead_fraction = 0.0;             ///< share of units > 0 for no image
  std::int64_t sampled_units = 0;         ///< units drawn for what follows, all if there are at most kSampledUnits
  double distinct_active_fraction = 0.0;  ///< see distinct_features.h
  double duplicate_fraction = 0.0;        ///< share of the drawn units removed since another correlates with them
  FeatureRank rank{};
  std::array<std::int64_t, kChannelBins> histogram{};  ///< of the units' active fractions
};

struct FeatureReportOptions {
  double threshold = 0.95;  ///< correlation above which two units are duplicates, in (0, 1)
  std::uint64_t seed = 0;   ///< of the unit sampling
};

/// @param features  [N >= 2, U >= 1], float32 or float64
/// @throws Error{kInvalidArgument} for a threshold out of range
FeatureReport report_features(const at::Tensor& features, const FeatureReportOptions& options);

}  // namespace largestep
