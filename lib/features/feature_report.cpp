#include "features/feature_report.h"

#include <ATen/ATen.h>

#include "activity/active_fraction.h"
#include "activity/distinct_features.h"
#include "activity/sparsity.h"

namespace largestep {

FeatureReport report_features(const at::Tensor& features, const FeatureReportOptions& options) {
  const auto images = features.size(0), units = features.size(1);
  const auto drawn = sample_units(units, kSampledUnits, options.seed, /*layer=*/0);
  const auto sample = drawn.numel() < units ? features.index_select(1, drawn) : features;
  const auto distinct = distinct_features(sample, options.threshold);

  auto positive = at::zeros({units}, at::kInt);
  add_positive(features.contiguous(), positive);
  const auto fractions = (positive.to(at::kDouble) / static_cast<double>(images)).contiguous();
  const std::span<const double> by_unit(fractions.data_ptr<double>(), static_cast<std::size_t>(units));

  return {.images = images,
          .units = units,
          .active_fraction = active_fraction(features),
          .dead_fraction = positive.eq(0).to(at::kDouble).mean().item<double>(),
          .sampled_units = distinct.units,
          .distinct_active_fraction = distinct.distinct_active_fraction,
          .duplicate_fraction = static_cast<double>(distinct.duplicates) / static_cast<double>(distinct.units),
          .rank = feature_rank(sample),
          .histogram = channel_histogram(by_unit)};
}

}  // namespace largestep
