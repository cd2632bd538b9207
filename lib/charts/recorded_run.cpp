#include "charts/recorded_run.h"

namespace largestep {

std::vector<double> values_of(const WeightHistory& weights, const std::string& name, std::size_t at) {
  const auto found = weights.parameters.find(name);
  if (found == weights.parameters.end() || at >= found->second.size()) return {};
  return found->second[at];
}

std::vector<ChartPoint> rows_of_two(const std::vector<double>& values) {
  std::vector<ChartPoint> points;
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) points.push_back({values[i], values[i + 1]});
  return points;
}

}  // namespace largestep
