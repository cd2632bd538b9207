#include "charts/curves.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "figures/chart_axis.h"
#include "run_files/schema.h"

namespace largestep {
Curve finite_points(const std::vector<double>& x, const std::vector<double>& y) {
  Curve curve;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!is_drawable(x[i], AxisKind::kLinear) || !is_drawable(y[i], AxisKind::kLinear)) continue;
    curve.x.push_back(x[i]);
    curve.y.push_back(y[i]);
  }
  return curve;
}

BucketMeans bucket_means(const Curve& curve, std::size_t max_points) {
  const std::size_t points = curve.x.size();
  BucketMeans means{.curve = {}, .values_per_point = (points + max_points - 1) / std::max<std::size_t>(max_points, 1)};
  means.values_per_point = std::max<std::size_t>(means.values_per_point, 1);
  if (means.values_per_point == 1) return {.curve = curve, .values_per_point = 1};
  for (std::size_t begin = 0; begin < points; begin += means.values_per_point) {
    const std::size_t end = std::min(points, begin + means.values_per_point);
    const auto mean = [&](const std::vector<double>& values) {
      const auto from = values.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto to = values.begin() + static_cast<std::ptrdiff_t>(end);
      return std::accumulate(from, to, 0.0) / static_cast<double>(end - begin);
    };
    means.curve.x.push_back(mean(curve.x));
    means.curve.y.push_back(mean(curve.y));
  }
  return means;
}

Curve thinned_steps(const Curve& curve, std::size_t max_points) {
  constexpr double kSmallestShare = 1e-4;
  const std::size_t points = curve.x.size();
  for (double share = 0.0;; share = std::max(kSmallestShare, 2 * share)) {
    Curve sparse;
    for (std::size_t i = 0; i < points; ++i) {
      const double kept = sparse.y.empty() ? 0.0 : sparse.y.back();
      const bool has_changed = std::abs(curve.y[i] - kept) > share * std::max(std::abs(curve.y[i]), std::abs(kept));
      if (i > 0 && i + 1 < points && !has_changed) continue;
      sparse.x.push_back(curve.x[i]);
      sparse.y.push_back(curve.y[i]);
    }
    if (sparse.x.size() <= max_points || share >= 1.0) return sparse;
  }
}

std::vector<double> running_mean(const std::vector<double>& values, std::size_t window) {
  // Prefix sums of the finite values and of their number; a loss curve is short enough for that to stay exact.
  std::vector<double> sums(values.size() + 1, 0);
  std::vector<double> counts(values.size() + 1, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool finite = std::isfinite(values[i]);
    sums[i + 1] = sums[i] + (finite ? values[i] : 0);
    counts[i + 1] = counts[i] + (finite ? 1 : 0);
  }
  std::vector<double> means(values.size());
  const std::size_t before = window / 2;
  const std::size_t after = window - before;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t begin = i > before ? i - before : 0;
    const std::size_t end = std::min(values.size(), i + std::max<std::size_t>(after, 1));
    means[i] = (sums[end] - sums[begin]) / (counts[end] - counts[begin]);
  }
  return means;
}

Curve thinned(const Curve& curve, std::size_t max_points) {
  const std::size_t points = curve.x.size();
  if (points <= max_points) return curve;
  Curve thin;
  for (std::size_t i = 0; i < max_points; ++i) {
    const std::size_t at = i * (points - 1) / (max_points - 1);
    thin.x.push_back(curve.x[at]);
    thin.y.push_back(curve.y[at]);
  }
  return thin;
}

Curve loss_curve(const RunData& run) {
  const auto& loss = run.steps.numbers(column::kLoss);
  return thinned(finite_points(run.steps.numbers(column::kEpoch), running_mean(loss, loss.size() / 200 + 1)),
                 kMaxPoints);
}

Curve step_size_curve(const RunData& run) {
  return thinned_steps(finite_points(run.steps.numbers(column::kEpoch), run.steps.numbers(column::kStepSize)),
                       kMaxPoints);
}

Curve error_curve(const RunData& run) {
  return finite_points(run.metrics.numbers(column::kEpoch), run.metrics.numbers(column::kTestError));
}

Curve distinct_curve(const RunData& run, std::size_t block) {
  const auto blocks = blocks_of(run.sparsity);
  if (block >= blocks.size()) return {};
  const auto& sources = run.sparsity.texts(column::kSource);
  const auto& layers = run.sparsity.texts(column::kLayer);
  const auto& epochs = run.sparsity.numbers(column::kEpoch);
  const auto& values = run.sparsity.numbers(column::kDistinctActiveFraction);
  std::vector<double> x, y;
  for (std::size_t row = 0; row < run.sparsity.rows(); ++row) {
    if (sources[row] != activity_source::kProbe || layers[row] != blocks[block].layer) continue;
    x.push_back(epochs[row]);
    y.push_back(values[row]);
  }
  return finite_points(x, y);
}

}  // namespace largestep
