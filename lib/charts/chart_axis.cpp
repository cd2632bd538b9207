#include "charts/chart_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "charts/axis_ticks.h"

namespace largestep {

bool is_drawable(double value, AxisKind kind) {
  const double magnitude = std::abs(value);
  return magnitude <= 1e100 && (kind != AxisKind::kLogarithmic || value >= 1e-100);
}

double Axis::place(double value) const {
  const auto scale = [&](double v) { return kind == AxisKind::kLogarithmic ? std::log(v) : v; };
  return from + (to - from) * (scale(value) - scale(low)) / (scale(high) - scale(low));
}

std::vector<double> Axis::ticks() const {
  return kind == AxisKind::kLogarithmic ? log_ticks(low, high) : linear_ticks(low, high, 6);
}

std::string Axis::name(double tick) const {
  return kind == AxisKind::kPerCent ? fmt::format("{:.4g} %", 100 * tick) : fmt::format("{:.4g}", tick);
}

Axis value_axis(AxisKind kind, const std::vector<double>& values, double from, double to) {
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  const double low = *least;
  const double high = *greatest;
  if (kind == AxisKind::kLogarithmic) {
    const double room = high / low < 1.5 ? 2 : 1.15;
    return {kind, low / room, high * room, from, to};
  }
  // The last term keeps the ends of the axis apart where the values have no digits left for the others.
  const double room = std::max({0.06 * (high - low), 0.002, 1e-6 * std::abs(high), 1e-6 * std::abs(low)});
  return {kind, low < 0 ? low - room : std::max(0.0, low - room), high + room, from, to};
}

}  // namespace largestep
