#include "optim/step_size_schedule.h"

#include <algorithm>
#include <cmath>

#include "optim/schedules/option_checks.h"

namespace largestep {
namespace {

void require_valid(const Schedule& shape, const ScheduleOptions& options) {
  require_option(options.epochs > 0 && std::isfinite(options.epochs), "epochs", options.epochs, "finite and above 0");
  require_option(options.scale > 0 && std::isfinite(options.scale), "the scale of the step sizes", options.scale,
                 "finite and above 0");
  shape.validate(options);
}

}  // namespace

void ScheduleOptions::validate() const { require_valid(find_schedule(schedule), *this); }

StepSizeSchedule::StepSizeSchedule(const ScheduleOptions& options)
    : StepSizeSchedule(find_schedule(options.schedule), options) {}

StepSizeSchedule::StepSizeSchedule(Schedule shape, ScheduleOptions options)
    : shape_(std::move(shape)), options_(std::move(options)) {
  require_valid(shape_, options_);
}

double StepSizeSchedule::at(double elapsed_epochs) const {
  return options_.scale * shape_.at(options_, std::clamp(elapsed_epochs / options_.epochs, 0.0, 1.0));
}

std::string StepSizeSchedule::in_words() const { return shape_.in_words ? shape_.in_words(*this) : shape_.name; }

}  // namespace largestep
