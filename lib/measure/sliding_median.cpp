#include "measure/sliding_median.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace largestep {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> finite_of(std::span<const double> values) {
  std::vector<double> finite;
  std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double v) { return std::isfinite(v); });
  return finite;
}

/// How many of the values 0 .. size - 1 are in a window, as a Fenwick tree: adding and selecting take O(log size).
class Counts {
 public:
  explicit Counts(std::size_t size) : tree_(size + 1, 0) {}

  void add(std::size_t value, int count) {
    for (std::size_t node = value + 1; node < tree_.size(); node += node & (~node + 1)) tree_[node] += count;
  }
  /// The value of which exactly `rank` counted ones are to the left in sorted order.
  std::size_t select(int rank) const {
    std::size_t node = 0;
    for (std::size_t bit = std::bit_floor(tree_.size()); bit > 0; bit /= 2) {
      if (node + bit >= tree_.size() || tree_[node + bit] > rank) continue;
      node += bit;
      rank -= tree_[node];
    }
    return node;
  }

 private:
  std::vector<int> tree_;
};

}  // namespace

std::vector<double> sliding_median(std::span<const double> values, std::size_t window) {
  if (values.size() < window) return {};
  auto sorted = finite_of(values);
  std::sort(sorted.begin(), sorted.end());
  Counts counts(sorted.size());
  int counted = 0;
  const auto change = [&](double value, int by) {
    if (!std::isfinite(value)) return;
    counts.add(static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin()), by);
    counted += by;
  };
  std::vector<double> medians;
  medians.reserve(values.size() - window + 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    change(values[i], 1);
    if (i + 1 < window) continue;
    medians.push_back(counted > 0 ? sorted[counts.select((counted - 1) / 2)] : kNaN);
    change(values[i + 1 - window], -1);
  }
  return medians;
}

double median(std::span<const double> values) {
  auto finite = finite_of(values);
  if (finite.empty()) return kNaN;
  const auto middle = finite.begin() + static_cast<std::ptrdiff_t>((finite.size() - 1) / 2);
  std::nth_element(finite.begin(), middle, finite.end());
  return *middle;
}

}  // namespace largestep
