#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace largestep {

enum class ScheduleKind {
  kConstant,
  kLargeThenDecay,
  kCosine,
  kTriangle,
  kPoints,
  kGrowThenDivide,
  kInverse,
  kFunction
};

/// Step sizes over a training run of `epochs` epochs. Below, s = elapsed_epochs / epochs in [0, 1], t0 = step_size.
///
///   constant           t0
///   large-then-decay   t0 w(s) while s < decay_at; then P/10 until s = 0.9; then P/100. With e = warmup_exponent and
///                      f = warmup_factor:
///                        e > 1:  w(s) = e^(100 s),                              P = t0 e^(100 decay_at)
///                        e < 1:  w(s) = 1 + (100 s)^e,                          P = t0 (1 + (100 decay_at)^e)
///                        e = 1:  w linear from 1 at s = 0 to f at s = 0.5,      P = t0 f decay_at / 0.5
///                      The factor decay_at / 0.5 of the last line makes the drop deeper for an early decay. It is a
///                      quirk of the paper's code that its published numbers were made with, and therefore kept.
///   cosine             t0 (1 + cos(pi s)) / 2
///   triangle           linear from 0 to t0 at s = 0.4, then linear to 0 at s = 1
///   grow-then-divide   t0 (1 + (f - 1) s^e) while s < decay_at, then what that is at s = decay_at divided by
///                      decay_factor: the schedule of the paper's small networks
///   inverse            t0 / (1 + elapsed_epochs), Robbins and Monro's
///   points             piecewise constant: the step size of the last point whose fraction is <= s
///   function           function(s), of a program's own; has no name on the command line
///
/// Source: Andriushchenko et al., ICML 2023, arXiv:2210.05337, and the schedules of its public code.
struct ScheduleOptions {
  ScheduleKind kind = ScheduleKind::kConstant;
  double epochs = 1.0;                                 ///< length of the run, > 0
  double step_size = 0.05;                             ///< t0, finite, > 0
  double decay_at = 0.5;                               ///< fraction of the run, (0, 0.9]
  double warmup_exponent = 1.0;                        ///< e, in (0, 2]
  double warmup_factor = 1.0;                          ///< f, finite, > 0
  double decay_factor = 10.0;                          ///< of grow-then-divide, finite, > 0
  double scale = 1.0;                                  ///< multiplies every step size, of any kind; finite, > 0
  std::vector<std::pair<double, double>> points = {};  ///< (fraction, step size), fractions rising from 0 within [0, 1)
  std::function<double(double)> function = {};         ///< of kFunction: pure, finite and >= 0 for s in [0, 1]
  /// @throws Error{kInvalidArgument} naming field, value and range.
  void validate() const;
};

/// A step size as a pure function of elapsed epochs.
class StepSizeSchedule {
 public:
  /// @throws Error{kInvalidArgument} if the options are not valid.
  explicit StepSizeSchedule(ScheduleOptions options);

  /// Step size at `elapsed_epochs` (values beyond [0, epochs] are clamped). In step i (from 0) of epoch k of a training
  /// with n steps an epoch it is looked up at k + (i + 1) / n.
  double at(double elapsed_epochs) const;

  const ScheduleOptions& options() const { return options_; }

 private:
  double unscaled(double fraction) const;
  double large_then_decay(double fraction) const;
  double grow_then_divide(double fraction) const;
  double points(double fraction) const;

  ScheduleOptions options_;
};

/// Reads "constant", "large-then-decay" and so on, or points such as "0:0.05,0.5:0.005", into kind and
/// points of the options. @throws Error{kInvalidArgument} naming the nearest real name.
void parse_schedule(const std::string& text, ScheduleOptions& options);

}  // namespace largestep
