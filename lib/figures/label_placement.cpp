#include "figures/label_placement.h"

#include <algorithm>
#include <numeric>

namespace largestep {
namespace {

/// Labels that touch, moved together.
struct Run {
  double sum;  ///< of what its labels want of the first one's place
  std::size_t count;
  double place() const { return sum / static_cast<double>(count); }
};

}  // namespace

std::vector<double> spread_labels(const std::vector<double>& wanted, double spacing, double low, double high) {
  if (wanted.empty()) return {};
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return wanted[a] < wanted[b]; });
  const auto gaps = static_cast<double>(wanted.size() - 1);
  if (gaps > 0) spacing = std::min(spacing, (high - low) / gaps);
  // Less their share of the spacing, the places only have to ascend: a monotone regression, by pooling neighbours that
  // do not. Its solution within bounds is the one without, cut off at them.
  std::vector<Run> runs;
  for (std::size_t i = 0; i < order.size(); ++i) {
    runs.push_back({wanted[order[i]] - spacing * static_cast<double>(i), 1});
    while (runs.size() > 1 && runs[runs.size() - 2].place() > runs.back().place()) {
      const auto last = runs.back();
      runs.pop_back();
      runs.back().sum += last.sum;
      runs.back().count += last.count;
    }
  }
  std::vector<double> places(wanted.size());
  std::size_t i = 0;
  for (const auto& run : runs) {
    const double place = std::clamp(run.place(), low, std::max(low, high - spacing * gaps));
    for (std::size_t k = 0; k < run.count; ++k, ++i) places[order[i]] = place + spacing * static_cast<double>(i);
  }
  return places;
}

}  // namespace largestep
