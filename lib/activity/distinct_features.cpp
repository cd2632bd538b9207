#include "activity/distinct_features.h"

#include <torch/types.h>

#include <limits>
#include <numeric>
#include <vector>

#include "activity/active_fraction.h"
#include "activity/gram.h"
#include "core/error.h"
#include "core/random.h"

namespace largestep {
namespace {

/// bool [U, U] on the CPU: |Pearson correlation| of two different units above the threshold. In the features' own type:
/// 1e-6 in float32, far from what the threshold asks, and several times cheaper than float64.
/// @param features  [N, U], changed
at::Tensor highly_correlated(at::Tensor features, double threshold) {
  const auto mean = features.mean(0);
  features -= mean;
  const auto covariance = gram(features);
  const auto variance = covariance.diagonal();
  // What is left of a constant unit is its mean's rounding.
  const auto constant = variance <= 1e-12 * static_cast<double>(features.size(0)) * mean.square();
  const auto deviation = variance.sqrt().masked_fill(constant, std::numeric_limits<double>::quiet_NaN());
  const auto correlation = covariance / deviation.unsqueeze(0) / deviation.unsqueeze(1);
  auto above = (correlation.abs() > threshold).cpu();  // NaN is not above
  above.fill_diagonal_(false);
  return above;
}

/// Which units remain after the walk.
std::vector<bool> remove_duplicates(const at::Tensor& above) {
  const auto units = above.size(0);
  const auto rows = above.accessor<bool, 2>();
  std::vector<bool> remains(static_cast<std::size_t>(units), true);
  for (std::int64_t i = 0; i < units; ++i) {
    for (std::int64_t j = 0; j < units; ++j) {
      if (!rows[i][j] || !remains[static_cast<std::size_t>(j)]) continue;
      remains[static_cast<std::size_t>(i)] = false;
      break;
    }
  }
  return remains;
}

}  // namespace

DistinctFeatures distinct_features(const at::Tensor& features, double threshold) {
  const bool fits = features.dim() == 2 && features.size(0) >= 2 && features.size(1) >= 1 &&
                    (features.scalar_type() == at::kFloat || features.scalar_type() == at::kDouble);
  if (!fits) fail(ErrorKind::kInvalidArgument, "distinct features need a float32 or float64 matrix [N >= 2, U >= 1]");
  if (!(threshold > 0 && threshold < 1)) {
    fail(ErrorKind::kInvalidArgument, "the correlation threshold is {}, but must be in (0, 1)", threshold);
  }
  const torch::NoGradGuard no_grad;
  auto positive = at::zeros({features.size(1)}, features.options().dtype(at::kInt));
  add_positive(features.contiguous(), positive);
  const auto active_units = positive.nonzero().squeeze(1);
  DistinctFeatures result{.units = features.size(1), .never_active = features.size(1) - active_units.numel()};
  if (active_units.numel() == 0) return result;

  const auto remains = remove_duplicates(highly_correlated(features.index_select(1, active_units), threshold));
  const auto counts = positive.index_select(0, active_units).cpu();
  const auto count = counts.accessor<std::int32_t, 1>();
  std::int64_t surviving_positive = 0;
  for (std::size_t i = 0; i < remains.size(); ++i) {
    if (remains[i]) {
      surviving_positive += count[static_cast<std::int64_t>(i)];
    } else {
      ++result.duplicates;
    }
  }
  result.distinct_active_fraction = static_cast<double>(surviving_positive) / static_cast<double>(features.numel());
  return result;
}

at::Tensor sample_units(std::int64_t units, std::int64_t at_most, std::uint64_t seed, std::uint64_t layer) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(units));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  const auto count = static_cast<std::size_t>(std::min(units, at_most));
  if (at_most < units) {
    SplitMix64 random(stream_seed(seed, RandomStream::kUnitSampling, layer));
    for (std::size_t i = 0; i < count; ++i) {
      std::swap(order[i], order[i + random.below(static_cast<std::uint32_t>(order.size() - i))]);
    }
  }
  return torch::tensor(std::vector<std::int64_t>(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count)));
}

}  // namespace largestep
