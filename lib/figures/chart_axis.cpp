#include "figures/chart_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "figures/axis_ticks.h"

namespace largestep {
namespace {

/// "2.000e-05" as "2·10⁻⁵".
std::string power_text(const std::string& number) {
  static constexpr std::array kRaised{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  const auto e = number.find('e');
  const int exponent = std::stoi(number.substr(e + 1));
  const auto factor = fmt::format("{:g}", std::stod(number.substr(0, e)));
  std::string text = factor == "1" ? "10" : factor == "-1" ? "-10" : factor + "·10";
  if (exponent < 0) text += "⁻";
  for (const char digit : std::to_string(std::abs(exponent))) text += kRaised[static_cast<std::size_t>(digit - '0')];
  return text;
}

}  // namespace

bool is_drawable(double value, AxisKind kind) {
  const double magnitude = std::abs(value);
  return magnitude <= 1e100 && (kind != AxisKind::kLogarithmic || value >= 1e-100);
}

double Axis::place(double value) const {
  const auto scale = [&](double v) { return kind == AxisKind::kLogarithmic ? std::log(v) : v; };
  return from + (to - from) * (scale(value) - scale(low)) / (scale(high) - scale(low));
}

std::vector<double> Axis::ticks(int count) const {
  return kind == AxisKind::kLogarithmic ? log_ticks(low, high, count) : linear_ticks(low, high, count);
}

std::string Axis::name(double tick) const {
  if (kind == AxisKind::kPerCent) return fmt::format("{:.4g} %", 100 * tick);
  const double magnitude = std::abs(tick);
  if (tick == 0 || (magnitude >= 0.9999e-3 && magnitude < 0.99999e5)) {
    return fmt::format("{:.5g}", tick);
  }
  return power_text(fmt::format("{:.3e}", tick));
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
