#pragma once

#include <string>
#include <vector>

namespace largestep {

/// How the values of an axis are spaced and written.
enum class AxisKind { kLinear, kLogarithmic, kPerCent };

/// Whether a chart has a place for the value: not for one beyond 1e100 in magnitude, which no measurement is, nor on a
/// logarithmic axis for one below 1e-100.
bool is_drawable(double value, AxisKind kind);

/// Maps values to pixels and names its ticks.
struct Axis {
  AxisKind kind;
  double low, high;  ///< values at the ends, low < high
  double from, to;   ///< pixels of the ends

  double place(double value) const;
  /// Round values, about `count` of them.
  std::vector<double> ticks(int count = 6) const;
  /// A tick as people write it: "0.05", "5 %", "10⁻⁵", "2·10⁻⁵".
  std::string name(double tick) const;
};

/// An axis over values, at least one and all drawable, with some room; a constant is given a range around it.
Axis value_axis(AxisKind kind, const std::vector<double>& values, double from, double to);

}  // namespace largestep
