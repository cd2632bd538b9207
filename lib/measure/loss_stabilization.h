#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace largestep {

/// A stretch of training in which the loss hovered at a large step size. Steps as numbered in steps.csv, both included.
struct StabilizationInterval {
  std::int64_t first_step;
  std::int64_t last_step;
  double first_epoch;  ///< elapsed epochs at first_step
  double last_epoch;   ///< elapsed epochs at last_step
  double level;        ///< median training loss of the interval
  double end_level;    ///< median training loss of the last tenth of the run

  std::int64_t steps() const { return last_step - first_step + 1; }
};

/// Columns of steps.csv, one element a row, all of the same length.
struct LossHistory {
  std::span<const double> steps;
  std::span<const double> epochs;
  std::span<const double> step_sizes;
  std::span<const double> losses;
};

/// The level counts as well above the end from this factor on; and a loss has stopped falling when its pace would not
/// take it down by this factor in a whole run. One constant for both: a loss that falls at an even pace for the whole
/// run is then, noise aside, never a find, because where it is slow enough it is also too near its end.
inline constexpr double kStabilizationFactor = 1.5;

/// Finds where the loss stabilized, by this rule, in which all lengths are shares of the run:
///   1. The step size is large where it is above a fifth of its maximum. A phase is a longest stretch of such steps in
///      which the step size never drops by more than a tenth from one step to the next.
///   2. The loss has stopped falling at a step if the median loss of the tenth of the run after it is not lower than
///      that of the tenth before by more than a factor 1.5^(1/10), about 4 %; both tenths are moved to lie inside the
///      phase.
///   3. Such steps make a stretch: interruptions under a twentieth of the run are ignored, and a stretch reaches half a
///      tenth beyond its steps, to the middle of the tenths it was judged by, as far as phase and neighbours let it.
///   4. A stretch is an interval if it is at least 0.15 of the run long and its level (median loss) is at least 1.5
///      times the end level, the median loss of the last tenth of the run.
/// An interval therefore ends where the step size drops or where the loss falls again. Rising counts as not falling. Of
/// two hovers separated by a decay both count if the decay was to more than a fifth of the maximum, else the first.
/// What the rule does not say: whether the loss had fallen before (a plateau from the first step on counts), and that
/// the step size was the cause. A phase under a fifth of the run has no room for two tenths, and so no interval.
///
/// Losses that are not finite are left out of the medians. A run whose last tenth has no finite loss (one that
/// diverged), or whose end level is not above 0, has no interval. Nor has a run under 100 steps: a tenth of it is too
/// few losses to tell a pace from noise. Only ratios of losses and of step sizes matter. O(n log n) time, O(n) memory
/// for n steps.
///
/// @return intervals in order of training.
/// @throws Error{kInvalidArgument} if the columns differ in length.
/// Source: the phenomenon is that of Andriushchenko et al., ICML 2023, arXiv:2210.05337, section 1, which reads it off
/// the loss curve; the rule and its constants are ours.
std::vector<StabilizationInterval> loss_stabilization(const LossHistory& history);

}  // namespace largestep
