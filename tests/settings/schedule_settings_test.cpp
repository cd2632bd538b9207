#include "settings/schedule_settings.h"

#include <gtest/gtest.h>

#include "catalog/problem_catalog.h"
#include "expect_error.h"

namespace largestep {
namespace {

void check(const SettingValues& given) {
  const auto settings = resolve_settings({}, given);
  check_schedule_reads(given, settings, find_problem(settings.problem).settings);
}

TEST(ScheduleSettings, RefuseWhatWasGivenInVain) {
  const auto refused = [](const SettingValues& given, const std::string& says) {
    expect_error(ErrorKind::kInvalidArgument, {says}, [&] { check(given); });
  };
  refused({{"preset", "quickstart-large-50"}, {"step-size", "0.1"}}, "step-size is 0.1, but the schedule 0:2,");
  refused({{"schedule", "constant"}, {"decay-at", "0.3"}},
          "decay-at is 0.3, but the schedule constant takes no notice");
  refused({{"schedule", "large-then-decay"}, {"decay-factor", "3"}}, "decay-factor");
}

TEST(ScheduleSettings, TakeWhatIsReadAndWhatIsTheDefault) {
  check({{"schedule", "constant"}, {"step-size", "0.1"}, {"decay-at", "0.5"}, {"momentum", "0.3"}});
  check({{"problem", "two-layer-teacher"}, {"schedule", "constant"}, {"decay-factor", "5"}});
  check({{"problem", "two-layer-teacher"}, {"decay-factor", "3"}});
}

}  // namespace
}  // namespace largestep
