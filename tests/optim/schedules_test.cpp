#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <set>

#include "expect_error.h"
#include "optim/step_size_schedule.h"

namespace largestep {
namespace {

ScheduleOptions of(const Schedule& schedule) {
  return {.schedule = schedule.name, .epochs = 10, .points = {{0, 0.05}}};
}

TEST(Schedules, HaveNamesOfTheirOwnAndDescriptions) {
  std::set<std::string> names;
  for (const auto& schedule : schedules()) {
    EXPECT_TRUE(names.insert(schedule.name).second) << schedule.name;
    EXPECT_NE(schedule.description, "") << schedule.name;
    EXPECT_EQ(find_schedule(schedule.name).name, schedule.name);
  }
}

TEST(Schedules, AreFiniteAndNotNegativeOverTheRun) {
  for (const auto& row : schedules()) {
    const StepSizeSchedule schedule(of(row));
    for (int step = -1; step <= 101; ++step) {
      const double size = schedule.at(0.1 * step);
      EXPECT_TRUE(std::isfinite(size) && size >= 0) << row.name << " is " << size;
    }
  }
}

TEST(Schedules, AllGrowWithTheScale) {
  for (const auto& row : schedules()) {
    auto options = of(row);
    const double whole = StepSizeSchedule(options).at(3);
    options.scale = 0.5;
    EXPECT_EQ(StepSizeSchedule(options).at(3), whole / 2) << row.name;
  }
}

TEST(Schedules, AreChosenByNameOrByAnExampleOfWhatIsWritten) {
  for (const auto& row : schedules()) {
    ScheduleOptions options;
    parse_schedule(row.read ? row.example : row.name, options);
    EXPECT_EQ(options.schedule, row.name);
    EXPECT_NO_THROW(options.validate()) << row.name;
  }
}

TEST(Schedules, AnUnknownNameIsToldTheNearestOrAll) {
  ScheduleOptions options;
  expect_error(ErrorKind::kInvalidArgument,
               {"schedule \"cosin\" is not known; use cosine, or points such as 0:0.05,0.5:0.005"},
               [&] { parse_schedule("cosin", options); });
  expect_error(ErrorKind::kInvalidArgument, {"use constant, large-then-decay, cosine, triangle, ", ", or points such"},
               [&] { parse_schedule("staircase", options); });
  expect_error(ErrorKind::kInvalidArgument, {"\"points\" is not known"}, [&] { parse_schedule("points", options); });
  expect_error(ErrorKind::kInvalidArgument, {"schedule \"cosin\" is not known; use cosine"},
               [] { StepSizeSchedule({.schedule = "cosin"}); });
}

TEST(Schedules, AShapeOfOnesOwnNeedsNoPlaceAmongThem) {
  const Schedule halves{
      .name = "halves", .description = "t0, then half of it", .at = [](const ScheduleOptions& options, double s) {
        return s < 0.5 ? options.step_size : options.step_size / 2;
      }};
  const StepSizeSchedule schedule(halves, {.epochs = 8, .step_size = 0.4});
  EXPECT_EQ(schedule.at(3.9), 0.4);
  EXPECT_EQ(schedule.at(4), 0.2);
  EXPECT_EQ(schedule.in_words(), "halves");
  expect_error(ErrorKind::kInvalidArgument, {"step-size is 0"}, [&] { StepSizeSchedule(halves, {.step_size = 0}); });
}

TEST(Schedules, SayWhichOptionsTheyRead) {
  struct Changed {
    const char* name;
    double ScheduleOptions::*option;
    double value;
  };
  constexpr std::array kChanged{Changed{"step-size", &ScheduleOptions::step_size, 0.07},
                                Changed{"decay-at", &ScheduleOptions::decay_at, 0.3},
                                Changed{"warmup-exp", &ScheduleOptions::warmup_exponent, 0.5},
                                Changed{"warmup-factor", &ScheduleOptions::warmup_factor, 3},
                                Changed{"decay-factor", &ScheduleOptions::decay_factor, 3}};
  const ScheduleOptions some{.epochs = 10, .warmup_factor = 2, .points = {{0, 0.1}, {0.5, 0.01}}};
  for (const auto& schedule : schedules()) {
    std::vector<std::string> found;
    for (const auto& [name, option, value] : kChanged) {
      auto options = some;
      options.*option = value;
      const StepSizeSchedule before(schedule, some), after(schedule, options);
      bool differs = false;
      for (double epoch = 0; epoch <= 10; epoch += 0.5) differs |= before.at(epoch) != after.at(epoch);
      if (differs) found.emplace_back(name);
    }
    EXPECT_EQ(schedule.reads, found) << schedule.name;
  }
}

}  // namespace
}  // namespace largestep
