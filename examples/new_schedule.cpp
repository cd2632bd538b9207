#include <gtest/gtest.h>

#include "optim/schedules/option_checks.h"
#include "optim/step_size_schedule.h"

namespace largestep {
namespace {

/// t0 / (1 + s / decay_at), which is half of t0 where s, the elapsed fraction of the run, reaches decay_at.
double inverse_time(const ScheduleOptions& options, double s) {
  return options.step_size / (1.0 + s / options.decay_at);
}

Schedule inverse_time_schedule() {
  return {.name = "inverse-time",
          .description = "t0 / (1 + s / D), D of decay-at",
          .at = inverse_time,
          .validate = require_large_phase};
}

TEST(NewSchedule, HalvesWhereItIsTold) {
  const StepSizeSchedule schedule(inverse_time_schedule(), {.epochs = 20, .step_size = 0.4, .decay_at = 0.25});
  EXPECT_DOUBLE_EQ(schedule.at(0), 0.4);
  EXPECT_DOUBLE_EQ(schedule.at(5), 0.2);
  EXPECT_DOUBLE_EQ(schedule.at(20), 0.08);
  EXPECT_DOUBLE_EQ(schedule.at(21), 0.08);  // beyond the end it stays
}

}  // namespace
}  // namespace largestep
