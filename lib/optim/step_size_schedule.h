#pragma once

#include <string>
#include <utility>
#include <vector>

#include "optim/schedules/schedule.h"

namespace largestep {

/// Step sizes over a training run of `epochs` epochs. The folder schedules/ has their formulas, one a file; in them
/// s = elapsed_epochs / epochs in [0, 1] and t0 = step_size.
///
/// Source: Andriushchenko et al., ICML 2023, arXiv:2210.05337, and the schedules of its public code.
struct ScheduleOptions {
  std::string schedule = "constant";                   ///< a name of schedules()
  double epochs = 1.0;                                 ///< length of the run, > 0
  double step_size = 0.05;                             ///< t0, finite, > 0
  double decay_at = 0.5;                               ///< fraction of the run, (0, 0.9]
  double warmup_exponent = 1.0;                        ///< e, in (0, 2]
  double warmup_factor = 1.0;                          ///< f, finite, > 0
  double decay_factor = 10.0;                          ///< of grow-then-divide, finite, > 0
  double scale = 1.0;                                  ///< multiplies every step size, of any schedule; finite, > 0
  std::vector<std::pair<double, double>> points = {};  ///< (fraction, step size), fractions rising from 0 within [0, 1)
  /// @throws Error{kInvalidArgument} naming field, value and range.
  void validate() const;
};

/// A step size as a pure function of elapsed epochs.
class StepSizeSchedule {
 public:
  /// @throws Error{kInvalidArgument} if the options are not valid.
  explicit StepSizeSchedule(const ScheduleOptions& options);

  /// Of a shape that need not be one of schedules(). The options' own name counts for nothing.
  /// @throws Error{kInvalidArgument} if the options are not valid.
  StepSizeSchedule(Schedule shape, ScheduleOptions options);

  /// Step size at `elapsed_epochs` (values beyond [0, epochs] are clamped). In step i (from 0) of epoch k of a training
  /// with n steps an epoch it is looked up at k + (i + 1) / n.
  double at(double elapsed_epochs) const;

  /// All step sizes in words: "large-then-decay: 0.05; 0.005 from epoch 50; 0.0005 from epoch 90".
  std::string in_words() const;

  const ScheduleOptions& options() const { return options_; }

 private:
  Schedule shape_;
  ScheduleOptions options_;
};

/// Reads "constant", "large-then-decay" and so on, or points such as "0:0.05,0.5:0.005", into schedule and points of
/// the options. @throws Error{kInvalidArgument} naming the nearest real name.
void parse_schedule(const std::string& text, ScheduleOptions& options);

}  // namespace largestep
