#pragma once

#include <functional>
#include <string>
#include <vector>

namespace largestep {

struct ScheduleOptions;
class StepSizeSchedule;

/// @throws Error{kInvalidArgument} unless step_size, the t0 of most schedules, is finite and above 0.
void require_step_size(const ScheduleOptions& options);

/// A shape of the step sizes over a run, of which StepSizeSchedule makes those of one run.
struct Schedule {
  /// "cosine", as settings name it.
  std::string name;
  /// A line for a person: the formula, with t0 = step-size and s the elapsed fraction of the run.
  std::string description;
  /// The step size at the elapsed fraction of the run, in [0, 1], before ScheduleOptions::scale. Pure; finite and >= 0.
  std::function<double(const ScheduleOptions&, double fraction)> at;
  /// The options that it reads, as settings name them.
  std::vector<std::string> reads = {"step-size"};
  /// The step sizes of a run, for its plan: "cosine: falling from 0.05 to 0". Unset: the name says enough.
  std::function<std::string(const StepSizeSchedule&)> in_words = {};
  /// Throws Error{kInvalidArgument} unless the options that the shape reads are in range.
  std::function<void(const ScheduleOptions&)> validate = require_step_size;
  /// Of a schedule that is not chosen by its name but written out: what is written, for example.
  std::string example = {};
  /// Of such a schedule: takes what is written into the options; false if it is something else.
  /// @throws Error{kInvalidArgument} if there is a mistake in it.
  std::function<bool(const std::string& text, ScheduleOptions&)> read = {};
};

/// All schedules, in the order in which they are shown.
const std::vector<Schedule>& schedules();

/// @throws Error{kInvalidArgument} naming the nearest real name.
const Schedule& find_schedule(const std::string& name);

}  // namespace largestep
