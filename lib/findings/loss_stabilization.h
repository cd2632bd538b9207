#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace largestep {

/// A stretch of training in which the loss hovered at a large step size until that was decayed. Steps as numbered in
/// steps.csv, both included.
struct StabilizationInterval {
  std::int64_t first_step;
  std::int64_t last_step;  ///< the last one before the decay
  double first_epoch;      ///< elapsed epochs at first_step
  double last_epoch;       ///< elapsed epochs at last_step
  double level;            ///< mean training loss just before the decay
  double level_after;      ///< mean training loss `compared_steps` after the decay
  double fall_before;      ///< the factor by which the mean loss fell over the `compared_steps` before the decay
  double fall_after;       ///< level / level_after: the same for as many steps after it
  std::int64_t compared_steps;

  std::int64_t steps() const { return last_step - first_step + 1; }
};

/// Columns of steps.csv, one element a row, all of the same length.
struct LossHistory {
  std::span<const double> steps;
  std::span<const double> epochs;
  std::span<const double> step_sizes;
  std::span<const double> losses;
};

/// A large phase of fewer steps is too short to judge.
inline constexpr std::size_t kFewestLargeSteps = 100;

/// Finds where the loss stabilized: where it fell much faster once the step size was decayed than it had fallen before,
/// which is how one reads it off the curve. By this rule:
///   1. A decay is a step at which the step size suddenly drops to 0.7 or less of that of the step before (decays.h).
///      The large phase is all there is before it, back to the decay before or the first step; its step size just
///      before the decay is above a fifth of the run's maximum.
///   2. l is 0.4 of the large phase's length, or less where the next decay is nearer; at least 0.1 of it. Losses are
///      averaged over windows of h = l/4 steps.
///   3. fall_before is the mean loss of the window that ends l before the decay over that of the window that ends at
///      it; fall_after that of the window that ends at the decay over that of the window that ends l after it.
///   4. The loss stabilized if fall_after >= 2 and fall_after >= fall_before^2: in the same number of steps it falls,
///      on a logarithmic axis, at least twice as far after the decay as before.
///   5. The interval reaches back from the decay for as long as the means of windows stay below twice the level.
///
/// A constant or smoothly decaying step size has no decay in this sense, and so no interval; nor has a large phase of
/// fewer than 100 steps, one whose loss is not finite or not positive in a window that counts, or one that ends less
/// than a tenth of its length before the record does. Only ratios of losses and of step sizes matter. O(n) time.
///
/// @return intervals in order of training, at most one a decay.
/// @throws Error{kInvalidArgument} if the columns differ in length.
/// Source: the phenomenon is that of Andriushchenko et al., ICML 2023, arXiv:2210.05337, section 1, which reads it off
/// the loss curve; the rule and its constants are ours (docs/STABILIZATION.md).
std::vector<StabilizationInterval> loss_stabilization(const LossHistory& history);

/// Rows before the last decay of a large step size, by rule 1; 0 without one: then no loss can be seen to stabilize.
std::size_t large_phase_rows(std::span<const double> step_sizes);

}  // namespace largestep
