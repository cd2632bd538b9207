#pragma once

#include <cstdint>
#include <string>

namespace largestep {

/// Something a run stops for every so many steps, and at its last one.
struct Pause {
  std::int64_t every = 0;      ///< steps between; 0 = never
  double cost_in_steps = 0.0;  ///< expected of the first, in times of a step
  std::int64_t taken = 0;      ///< so far
  double seconds = 0.0;        ///< all of these together
};

struct PaceOptions {
  std::int64_t first_step = 0;  ///< steps done before (a resumed run)
  std::int64_t total_steps = 0;
  std::int64_t steps_per_epoch = 1;
  std::int64_t batch_size = 1;
  std::int64_t evaluate_every = 0;        ///< steps; 0 = never
  double evaluation_cost_in_steps = 0.0;  ///< expected before the first one
  std::int64_t measure_every = 0;         ///< steps; 0 = never
};

/// How fast a run goes, and how long the rest of it will take: the mean time of a step so far, and the mean time of
/// the evaluations and measurements that are still to come.
class Pace {
 public:
  explicit Pace(const PaceOptions& options);

  /// @param seconds  since training began, evaluations included
  void step_taken(std::int64_t step, double seconds);
  void evaluated(double seconds) { add(evaluation_, seconds); }
  void measured(double seconds) { add(measurement_, seconds); }

  /// Of training alone; 0 before the first step.
  double images_per_second() const;
  /// Whether there are enough steps to say how long it will take; the first ones are slower and do not count.
  bool is_known() const;
  double seconds_left_of_run() const { return seconds_to(options_.total_steps); }
  /// From its first step on, with the evaluation before it.
  double seconds_of_run() const;
  /// Of the epoch in which the last step was; 0 at its end.
  double seconds_left_of_epoch() const;

 private:
  static void add(Pause& pause, double seconds);
  double seconds_per_step() const;
  double seconds_to(std::int64_t step) const;
  double seconds_of(const Pause& pause, std::int64_t to_step) const;

  PaceOptions options_;
  Pause evaluation_;
  Pause measurement_;
  std::int64_t step_;
  double training_seconds_ = 0.0;
  std::int64_t warm_step_ = -1;  ///< the first step; the pace is that of those after it
  double warm_seconds_ = 0.0;
};

/// Seconds as "42 s", "3 min 20 s", "2 h 05 min", "3 d 04 h".
[[nodiscard]] std::string format_duration(double seconds);
/// Seconds as on a clock: "0:42", "3:20", "2:05:00".
[[nodiscard]] std::string format_clock(double seconds);

}  // namespace largestep
