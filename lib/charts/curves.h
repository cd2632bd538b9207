#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "run_files/run_data.h"

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

/// At most max_points points, each the mean (of x and of y) over a stretch of as many neighbours as any other: nothing
/// is left out. @return also how many values a point stands for.
struct BucketMeans {
  Curve curve;
  std::size_t values_per_point;
};
BucketMeans bucket_means(const Curve& curve, std::size_t max_points);

/// At most max_points points of a line that is drawn in steps (each value holds from its x on): those where its value
/// has changed by more than a share, as small a one as allows that few points. So no drop is left out, however short
/// what follows it. The first and the last point are among them. max_points >= 3.
Curve thinned_steps(const Curve& curve, std::size_t max_points);

/// The points whose coordinates are both finite and not beyond what a chart shows.
Curve finite_points(const std::vector<double>& x, const std::vector<double>& y);

/// Points that a figure can show of a curve with one value per step.
inline constexpr std::size_t kMaxPoints = 400;

/// Training loss over elapsed epochs: running mean over 1/200 of the run, at most kMaxPoints.
Curve loss_curve(const RunData& run);
/// Step size over elapsed epochs, at most kMaxPoints.
Curve step_size_curve(const RunData& run);
/// Test error (a fraction) over elapsed epochs.
Curve error_curve(const RunData& run);
/// Distinct active fraction of a block on the probe set over elapsed epochs; empty if the run has no such block.
/// @param block  from 0
Curve distinct_curve(const RunData& run, std::size_t block);

}  // namespace largestep
