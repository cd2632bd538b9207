#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/run_data.h"

namespace largestep {

/// A curve of a chart: y over x, the same length, all finite.
struct Curve {
  std::vector<double> x;
  std::vector<double> y;
};

/// Centred running mean over `window` values (fewer at the ends); values that are not finite do not count.
std::vector<double> running_mean(const std::vector<double>& values, std::size_t window);

/// At most max_points evenly spread points of a curve, the first and the last among them. max_points >= 2.
Curve thinned(const Curve& curve, std::size_t max_points);

/// Points a screen can show of a curve with one value per step.
inline constexpr std::size_t kMaxPoints = 1500;

/// Training loss over elapsed epochs: running mean over 1/200 of the run, at most kMaxPoints.
Curve loss_curve(const RunData& run);
/// Step size over elapsed epochs, at most kMaxPoints.
Curve step_size_curve(const RunData& run);
/// Test error (a fraction) over elapsed epochs.
Curve error_curve(const RunData& run);
/// A column of sparsity.csv for one layer, measured on the probe set, over elapsed epochs.
Curve sparsity_curve(const RunData& run, const std::string& layer, const std::string& column);

}  // namespace largestep
