#include "sweep/varied_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "files/csv_file.h"
#include "sweep/sweep_results.h"

namespace largestep {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Whether ratios of successive values are more alike than their distances; of two values, whether they are far apart.
bool is_spaced_in_ratios(const std::vector<double>& sorted) {
  constexpr double kFarApart = 5;
  if (!(sorted.front() > 0)) return false;
  if (sorted.size() < 3) return sorted.back() >= kFarApart * sorted.front();
  const auto unevenness = [&](const auto& distance) {
    double least = INFINITY, most = 0;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      least = std::min(least, distance(sorted[i - 1], sorted[i]));
      most = std::max(most, distance(sorted[i - 1], sorted[i]));
    }
    return most / least;
  };
  return unevenness([](double a, double b) { return std::log(b / a); }) <
         unevenness([](double a, double b) { return b - a; });
}

/// With room for the marks of the first and the last value.
ChartAxis axis_with_room(AxisKind kind, const std::vector<double>& values, const std::string& label) {
  constexpr double kRoom = 0.04;
  auto axis = axis_over(kind, values, label);
  const double low = at_share(axis, -kRoom), high = at_share(axis, 1 + kRoom);
  axis.low = low;
  axis.high = high;
  return axis;
}

/// Numbers in two digits, where that tells them apart: there is little room beside each other.
std::vector<std::string> short_names(std::vector<std::string> names) {
  auto rounded = names;
  for (auto& name : rounded) {
    if (const auto number = number_in(name)) name = fmt::format("{:.2g}", *number);
  }
  const std::set<std::string> different(rounded.begin(), rounded.end());
  return different.size() == names.size() ? rounded : names;
}

}  // namespace

AxisKind axis_kind(const std::string& figure) {
  if (is_fraction(figure)) return AxisKind::kPerCent;
  return figure.ends_with("_loss") ? AxisKind::kLogarithmic : AxisKind::kLinear;
}

double at_share(const ChartAxis& axis, double share) {
  return axis.kind == AxisKind::kLogarithmic ? axis.low * std::pow(axis.high / axis.low, share)
                                             : axis.low + share * (axis.high - axis.low);
}

VariedAxis side_by_side(VariedAxis axis, const SweepPlan& plan) {
  const auto count = axis.values.size();
  axis.axis = {.low = 0.0,
               .high = static_cast<double>(count),
               .label = axis.axis.label,
               .categories = short_names(axis.names(plan))};
  axis.places.clear();
  for (std::size_t i = 0; i < count; ++i) axis.places.push_back(static_cast<double>(i) + 0.5);
  return axis;
}

VariedAxis axis_of(const SweepPlan& plan, std::size_t setting) {
  VariedAxis result{.setting = setting, .values = {}, .places = {}, .axis = {.label = plan.varied[setting].name}};
  std::vector<double> numbers;
  for (const auto& text : plan.varied[setting].values) {
    result.values.push_back(result.values.size());
    numbers.push_back(number_in(text).value_or(kNaN));
  }
  const bool are_numbers =
      std::all_of(numbers.begin(), numbers.end(), [](double value) { return std::isfinite(value); });
  if (!are_numbers) return side_by_side(std::move(result), plan);
  std::sort(result.values.begin(), result.values.end(), [&](auto a, auto b) { return numbers[a] < numbers[b]; });
  for (const auto value : result.values) result.places.push_back(numbers[value]);
  const auto kind = is_spaced_in_ratios(result.places) ? AxisKind::kLogarithmic : AxisKind::kLinear;
  result.axis = axis_with_room(kind, result.places, result.axis.label);
  return result;
}

}  // namespace largestep
