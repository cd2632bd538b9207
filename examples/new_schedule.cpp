#include <gtest/gtest.h>

#include <cmath>

#include "optim/step_size_schedule.h"

namespace largestep {
namespace {

/// t0 / (1 + s / s0): the classical decay that makes SGD converge (Robbins and Monro, 1951). s in [0, 1] is the
/// fraction of the run.
StepSizeSchedule inverse_time(double epochs, double first, double halved_at) {
  return StepSizeSchedule({.kind = ScheduleKind::kFunction, .epochs = epochs, .function = [=](double s) {
                             return first / (1.0 + s / halved_at);
                           }});
}

TEST(NewSchedule, HalvesWhereItIsTold) {
  const auto schedule = inverse_time(/*epochs=*/20, /*first=*/0.4, /*halved_at=*/0.25);
  EXPECT_DOUBLE_EQ(schedule.at(0), 0.4);
  EXPECT_DOUBLE_EQ(schedule.at(5), 0.2);
  EXPECT_DOUBLE_EQ(schedule.at(20), 0.08);
  EXPECT_DOUBLE_EQ(schedule.at(21), 0.08);  // beyond the end it stays
}

}  // namespace
}  // namespace largestep
