#include "records/pace.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

/// 100 steps of 10 images, 20 an epoch, evaluated every 30 steps and at the end.
PaceOptions options() {
  return {
      .total_steps = 100, .steps_per_epoch = 20, .batch_size = 10, .evaluate_every = 30, .evaluation_cost_in_steps = 5};
}

TEST(Pace, ExpectsEvaluationsToCostWhatTheyShouldUntilOneWasSeen) {
  Pace pace(options());
  for (int step = 1; step <= 10; ++step) pace.step_taken(step, 2.0 * step);
  ASSERT_TRUE(pace.is_known());
  EXPECT_DOUBLE_EQ(pace.images_per_second(), 5.0);
  // 90 steps of 2 s, and the evaluations of steps 30, 60, 90 and 100 of 5 steps each.
  EXPECT_DOUBLE_EQ(pace.seconds_left_of_run(), 90 * 2 + 4 * 10);
  EXPECT_DOUBLE_EQ(pace.seconds_left_of_epoch(), 10 * 2);
}

TEST(Pace, LearnsWhatAnEvaluationTakes) {
  Pace pace(options());
  for (int step = 1; step <= 30; ++step) pace.step_taken(step, 2.0 * step);
  pace.evaluated(16);
  pace.step_taken(31, 62 + 16);
  EXPECT_DOUBLE_EQ(pace.images_per_second(), 5.0);
  EXPECT_DOUBLE_EQ(pace.seconds_left_of_run(), 69 * 2 + 3 * 16);
  EXPECT_DOUBLE_EQ(pace.seconds_left_of_epoch(), 9 * 2);
}

TEST(Pace, TheFirstStepIsSlowAndDoesNotCountInWhatIsExpected) {
  Pace pace({.total_steps = 10, .steps_per_epoch = 10});
  pace.step_taken(1, 50);
  EXPECT_FALSE(pace.is_known());
  for (int step = 2; step <= 5; ++step) pace.step_taken(step, 50 + step - 1);
  EXPECT_TRUE(pace.is_known());
  EXPECT_DOUBLE_EQ(pace.seconds_left_of_run(), 5);
}

TEST(Pace, OfAResumedRunCountsItsOwnStepsOnly) {
  auto resumed = options();
  resumed.first_step = 90;
  Pace pace(resumed);
  EXPECT_DOUBLE_EQ(pace.images_per_second(), 0.0);
  for (int step = 91; step <= 100; ++step) pace.step_taken(step, step - 90);
  EXPECT_DOUBLE_EQ(pace.images_per_second(), 10.0);
  EXPECT_DOUBLE_EQ(pace.seconds_left_of_run(), 0.0);
  EXPECT_DOUBLE_EQ(pace.seconds_left_of_epoch(), 0.0);
}

TEST(Duration, IsWrittenAsPeopleSayIt) {
  EXPECT_EQ(format_duration(41.6), "42 s");
  EXPECT_EQ(format_duration(200), "3 min 20 s");
  EXPECT_EQ(format_duration(7500), "2 h 05 min");
  EXPECT_EQ(format_duration(4 * 86400), "4 d 00 h");
  EXPECT_EQ(format_clock(42), "0:42");
  EXPECT_EQ(format_clock(7500), "2:05:00");
}

}  // namespace
}  // namespace largestep
