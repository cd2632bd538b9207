#include "optim/step_size_schedule.h"

#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.h"

namespace largestep {
namespace {

StepSizeSchedule plain_large(double decay_at) {
  return StepSizeSchedule({.schedule = "large-then-decay",
                           .epochs = 100,
                           .step_size = 0.75,
                           .decay_at = decay_at,
                           .warmup_exponent = 1.05,
                           .points = {}});
}

StepSizeSchedule sota_large(double decay_at) {
  return StepSizeSchedule(
      {.schedule = "large-then-decay", .epochs = 100, .step_size = 0.05, .decay_at = decay_at, .points = {}});
}

constexpr double kOneStep = 1.0 / 195;  // of an epoch of the paper

TEST(StepSizeSchedule, PlainPeaksAreThePublishedOnes) {
  for (const auto& [decay_at, peak] : {std::pair{0.1, 1.22}, {0.3, 3.24}, {0.5, 8.60}}) {
    EXPECT_NEAR(plain_large(decay_at).at(100 * decay_at - 1e-9), peak, 0.005);
    EXPECT_NEAR(plain_large(decay_at).at(100 * decay_at), peak / 10, 0.0005);
    EXPECT_NEAR(plain_large(decay_at).at(90), peak / 100, 0.00005);
  }
}

TEST(StepSizeSchedule, PlainGrowsFivePerCentEachPerCentOfTheRun) {
  const auto schedule = plain_large(0.5);
  EXPECT_DOUBLE_EQ(schedule.at(0), 0.75);
  EXPECT_NEAR(schedule.at(21) / schedule.at(20), 1.05, 1e-12);
  EXPECT_NEAR(schedule.at(kOneStep), 0.75 * std::pow(1.05, kOneStep), 1e-15);
}

TEST(StepSizeSchedule, SotaDropsToThePublishedValues) {
  for (const auto& [decay_at, dropped] : {std::pair{0.1, 0.001}, {0.3, 0.003}, {0.5, 0.005}}) {
    const auto schedule = sota_large(decay_at);
    EXPECT_DOUBLE_EQ(schedule.at(100 * decay_at - kOneStep), 0.05);
    EXPECT_NEAR(schedule.at(100 * decay_at), dropped, 1e-15);
    EXPECT_NEAR(schedule.at(90 - kOneStep), dropped, 1e-15);
    EXPECT_NEAR(schedule.at(90), dropped / 10, 1e-16);
    EXPECT_NEAR(schedule.at(100), dropped / 10, 1e-16);
  }
}

TEST(StepSizeSchedule, DropsExactlyAtHalfTraining) {
  const auto schedule = sota_large(0.5);
  EXPECT_EQ(schedule.at(std::nextafter(50.0, 0.0)), 0.05);
  EXPECT_NEAR(schedule.at(50.0), 0.005, 1e-15);
}

TEST(StepSizeSchedule, WarmupBelowOneAndLinearWarmupFollowTheirFormulas) {
  const StepSizeSchedule root({.schedule = "large-then-decay",
                               .epochs = 10,
                               .step_size = 0.1,
                               .decay_at = 0.3,
                               .warmup_exponent = 0.5,
                               .points = {}});
  EXPECT_NEAR(root.at(1.6), 0.1 * (1 + 4), 1e-12);
  EXPECT_NEAR(root.at(3), 0.1 * (1 + std::sqrt(30)) / 10, 1e-12);
  const StepSizeSchedule linear({.schedule = "large-then-decay",
                                 .epochs = 10,
                                 .step_size = 0.1,
                                 .decay_at = 0.25,
                                 .warmup_factor = 3,
                                 .points = {}});
  EXPECT_NEAR(linear.at(1.25), 0.1 * 1.5, 1e-12);
  EXPECT_NEAR(linear.at(2.5), 0.1 * 3 * 0.5 / 10, 1e-12);
}

TEST(StepSizeSchedule, OtherShapesPassThroughTheirKnownPoints) {
  const StepSizeSchedule cosine({.schedule = "cosine", .epochs = 10, .step_size = 0.2, .points = {}});
  EXPECT_NEAR(cosine.at(0), 0.2, 1e-15);
  EXPECT_NEAR(cosine.at(5), 0.1, 1e-15);
  EXPECT_NEAR(cosine.at(10), 0.0, 1e-15);
  const StepSizeSchedule triangle({.schedule = "triangle", .epochs = 10, .step_size = 0.2, .points = {}});
  EXPECT_NEAR(triangle.at(2), 0.1, 1e-15);
  EXPECT_NEAR(triangle.at(4), 0.2, 1e-15);
  EXPECT_NEAR(triangle.at(7), 0.1, 1e-15);
  ScheduleOptions options{.epochs = 10, .points = {}};
  parse_schedule("0:0.05,0.5:0.005,0.9:5e-4", options);
  const StepSizeSchedule points(options);
  EXPECT_EQ(points.at(4.999), 0.05);
  EXPECT_EQ(points.at(5), 0.005);
  EXPECT_EQ(points.at(10), 5e-4);
}

TEST(StepSizeSchedule, RefusesBadOptions) {
  expect_error(ErrorKind::kInvalidArgument, {"step-size is -0.1"},
               [&] { StepSizeSchedule({.step_size = -0.1, .points = {}}); });
  expect_error(ErrorKind::kInvalidArgument, {"step-size is nan"},
               [&] { StepSizeSchedule({.step_size = std::nan(""), .points = {}}); });
  expect_error(ErrorKind::kInvalidArgument, {"epochs is 0"}, [&] { StepSizeSchedule({.epochs = 0, .points = {}}); });
  expect_error(ErrorKind::kInvalidArgument, {"decay-at is 0"}, [&] { plain_large(0.0); });
  expect_error(ErrorKind::kInvalidArgument, {"decay-at is 0.95"}, [&] { plain_large(0.95); });
  expect_error(ErrorKind::kInvalidArgument, {"at least one point"},
               [&] { StepSizeSchedule({.schedule = "points", .points = {}}); });
  expect_error(ErrorKind::kInvalidArgument, {"first schedule point is 0.1"}, [&] {
    StepSizeSchedule({.schedule = "points", .points = {{0.1, 1}}});
  });
  expect_error(ErrorKind::kInvalidArgument, {"is 0.5"}, [&] {
    StepSizeSchedule({.schedule = "points", .points = {{0, 1}, {0.5, 1}, {0.5, 2}}});
  });
}

TEST(ParseSchedule, RefusesUnknownNamesAndBrokenPoints) {
  ScheduleOptions options;
  for (const auto* text : {"", "cosin", "0:", ":0.1", "0:0.1,", "0:0.1,0.5", "0:a", "0:0.1x"}) {
    expect_error(ErrorKind::kInvalidArgument, {"schedule"}, [&] { parse_schedule(text, options); });
  }
}

TEST(StepSizeSchedule, GrowsThenDividesAsThePapersSmallNetworksDo) {
  const StepSizeSchedule line({.schedule = "grow-then-divide",
                               .epochs = 100,
                               .step_size = 2e-4,
                               .decay_at = 0.5,
                               .warmup_factor = 200,
                               .decay_factor = 3});
  EXPECT_DOUBLE_EQ(line.at(0), 2e-4);
  EXPECT_NEAR(line.at(49.9999999), 0.0201, 1e-9);  // the published peak
  EXPECT_DOUBLE_EQ(line.at(50), 0.0201 / 3);
  EXPECT_DOUBLE_EQ(line.at(100), 0.0201 / 3);
  const StepSizeSchedule root({.schedule = "grow-then-divide",
                               .epochs = 100,
                               .step_size = 0.04,
                               .decay_at = 0.9,
                               .warmup_exponent = 0.5,
                               .warmup_factor = 6});
  EXPECT_DOUBLE_EQ(root.at(25), 0.04 * (1 + 5 * 0.5));
}

TEST(StepSizeSchedule, InverseFallsAsOneOverTheEpochs) {
  const StepSizeSchedule schedule({.schedule = "inverse", .epochs = 200, .step_size = 3});
  EXPECT_DOUBLE_EQ(schedule.at(0), 3);
  EXPECT_DOUBLE_EQ(schedule.at(2), 1);
  EXPECT_DOUBLE_EQ(schedule.at(149), 0.02);
}

}  // namespace
}  // namespace largestep
