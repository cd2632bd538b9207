#include "records/pace.h"

#include <fmt/format.h>

#include <algorithm>

namespace largestep {
namespace {

constexpr std::int64_t kWarmSteps = 3;

std::int64_t whole_seconds(double seconds) { return static_cast<std::int64_t>(std::max(seconds, 0.0) + 0.5); }

}  // namespace

Pace::Pace(const PaceOptions& options)
    : options_(options),
      evaluation_{.every = options.evaluate_every, .cost_in_steps = options.evaluation_cost_in_steps},
      measurement_{.every = options.measure_every},
      step_(options.first_step) {}

void Pace::add(Pause& pause, double seconds) {
  ++pause.taken;
  pause.seconds += seconds;
}

void Pace::step_taken(std::int64_t step, double seconds) {
  step_ = step;
  training_seconds_ = seconds - evaluation_.seconds - measurement_.seconds;
  if (warm_step_ >= 0) return;
  warm_step_ = step;
  warm_seconds_ = training_seconds_;
}

double Pace::images_per_second() const {
  const auto images = static_cast<double>((step_ - options_.first_step) * options_.batch_size);
  return training_seconds_ > 0.0 ? images / training_seconds_ : 0.0;
}

bool Pace::is_known() const { return warm_step_ >= 0 && step_ >= warm_step_ + kWarmSteps; }

double Pace::seconds_per_step() const {
  if (is_known()) return (training_seconds_ - warm_seconds_) / static_cast<double>(step_ - warm_step_);
  return training_seconds_ / static_cast<double>(std::max<std::int64_t>(step_ - options_.first_step, 1));
}

double Pace::seconds_of(const Pause& pause, std::int64_t to_step) const {
  if (pause.every <= 0) return 0.0;
  auto count = to_step / pause.every - step_ / pause.every;
  if (to_step == options_.total_steps && to_step % pause.every != 0 && step_ < to_step) ++count;
  const double each =
      pause.taken > 0 ? pause.seconds / static_cast<double>(pause.taken) : pause.cost_in_steps * seconds_per_step();
  return each * static_cast<double>(count);
}

double Pace::seconds_to(std::int64_t step) const {
  if (step <= step_) return 0.0;
  return seconds_per_step() * static_cast<double>(step - step_) + seconds_of(evaluation_, step) +
         seconds_of(measurement_, step);
}

double Pace::seconds_of_run() const {
  const auto taken = static_cast<double>(step_ - options_.first_step);
  return seconds_left_of_run() + seconds_per_step() * (taken + evaluation_.cost_in_steps);
}

double Pace::seconds_left_of_epoch() const {
  const auto epochs = (step_ + options_.steps_per_epoch - 1) / options_.steps_per_epoch;
  return seconds_to(epochs * options_.steps_per_epoch);
}

std::string format_duration(double seconds) {
  const auto whole = whole_seconds(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  if (whole < 48 * 3600) return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
  return fmt::format("{} d {:02} h", whole / 86400, whole % 86400 / 3600);
}

std::string format_clock(double seconds) {
  const auto whole = whole_seconds(seconds);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole % 3600 / 60, whole % 60);
}

}  // namespace largestep
