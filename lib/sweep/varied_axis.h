#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "figures/chart_model.h"
#include "sweep/sweep_plan.h"

namespace largestep {

/// A setting along an axis of a picture.
struct VariedAxis {
  std::size_t setting;              ///< its place in the plan
  std::vector<std::size_t> values;  ///< places of its values, numbers in ascending order
  std::vector<double> places;       ///< of these on the axis
  ChartAxis axis;

  std::vector<std::string> names(const SweepPlan& plan) const {
    std::vector<std::string> found;
    for (const auto value : values) found.push_back(plan.varied[setting].values[value]);
    return found;
  }
};

/// Numbers stand where they are, on a logarithmic axis if their ratios are more alike than their distances; all else
/// stands side by side, in order.
VariedAxis axis_of(const SweepPlan& plan, std::size_t setting);

/// The same side by side, whatever the values are.
VariedAxis side_by_side(VariedAxis axis, const SweepPlan& plan);

/// What a figure of that name is read on: fractions in per cent, losses by their ratios.
AxisKind axis_kind(const std::string& figure);

/// The value so far up an axis: 0 for its low end, 1 for its high one.
double at_share(const ChartAxis& axis, double share);

}  // namespace largestep
