#include "charts/seed_mean.h"

#include <algorithm>
#include <optional>

namespace largestep {
namespace {

/// Linear between the points, none before the first and after the last.
std::optional<double> value_at(const Curve& curve, double x) {
  const auto next = std::lower_bound(curve.x.begin(), curve.x.end(), x);
  if (next == curve.x.end()) return std::nullopt;
  const auto i = static_cast<std::size_t>(next - curve.x.begin());
  if (curve.x[i] == x) return curve.y[i];
  if (i == 0) return std::nullopt;
  const double share = (x - curve.x[i - 1]) / (curve.x[i] - curve.x[i - 1]);
  return curve.y[i - 1] + share * (curve.y[i] - curve.y[i - 1]);
}

}  // namespace

ChartSeries mean_series(const std::vector<Curve>& curves) {
  std::vector<Curve> seeds;
  std::copy_if(curves.begin(), curves.end(), std::back_inserter(seeds), [](const auto& c) { return !c.x.empty(); });
  ChartSeries series;
  if (seeds.empty()) return series;
  series.x = seeds.front().x;
  series.y = seeds.front().y;
  if (seeds.size() == 1) return series;
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    double sum = 0.0, low = series.y[i], high = series.y[i];
    int count = 0;
    for (const auto& seed : seeds) {
      const auto value = value_at(seed, series.x[i]);
      if (!value) continue;
      sum += *value;
      low = std::min(low, *value);
      high = std::max(high, *value);
      ++count;
    }
    series.y[i] = sum / count;
    series.low.push_back(low);
    series.high.push_back(high);
  }
  return series;
}

}  // namespace largestep
