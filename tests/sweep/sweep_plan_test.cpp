#include "sweep/sweep_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

SweepPlan plan_of(const std::vector<std::string>& sets, const SettingValues& flags = {}) {
  std::vector<VariedSetting> varied;
  for (const auto& text : sets) varied.push_back(parse_varied_setting(text));
  return plan_sweep(std::move(varied), {.config = "", .config_read = {}, .flags = flags});
}

TEST(SweepPlan, HasARunForEveryCombinationSeedsOutermost) {
  const auto plan = plan_of({"width=8,16", "seed=0,1", "step-size=0.1,0.5"}, {{"epochs", "3"}});
  std::vector<std::string> names;
  for (const auto& run : plan.runs) names.push_back(run.name);
  EXPECT_EQ(names, (std::vector<std::string>{"width=8_step-size=0.1_seed=0", "width=8_step-size=0.5_seed=0",
                                             "width=16_step-size=0.1_seed=0", "width=16_step-size=0.5_seed=0",
                                             "width=8_step-size=0.1_seed=1", "width=8_step-size=0.5_seed=1",
                                             "width=16_step-size=0.1_seed=1", "width=16_step-size=0.5_seed=1"}));
  EXPECT_EQ(plan.runs[5].settings.width, 8);
  EXPECT_EQ(plan.runs[5].settings.step_size, 0.5);
  EXPECT_EQ(plan.runs[5].settings.seed, 1);
  EXPECT_EQ(plan.runs[5].settings.epochs, 3);
  EXPECT_EQ(plan.runs[5].chosen, (std::vector<std::size_t>{0, 1, 1}));
  EXPECT_EQ(setting_arguments("", plan.runs[5].values),
            (std::vector<std::string>{"--epochs=3", "--width=8", "--step-size=0.5", "--seed=1"}));
}

TEST(SweepPlan, NamesRunsTheSameHoweverTheSettingsAreOrdered) {
  const auto names = [](const SweepPlan& plan) {
    std::set<std::string> found;
    for (const auto& run : plan.runs) found.insert(run.name);
    return found;
  };
  EXPECT_EQ(names(plan_of({"seed=0", "momentum=0,0.9", "step-size=0.1"})),
            names(plan_of({"step-size=0.1", "momentum=0.9,0", "seed=0"})));
}

TEST(SweepPlan, CallsValuesThatAreNoFileNamesByTheirEndAndSum) {
  const auto schedules = plan_of({"schedule=cosine;0:0.05,0.5:0.005"});
  EXPECT_EQ(schedules.runs[0].name, "schedule=cosine");
  EXPECT_EQ(schedules.runs[1].name, "schedule=0-0.05-0.5-0.005-9d158ac7");
  const auto alike = plan_of({"data=a/b,a:b,/a_b"});
  EXPECT_EQ(alike.runs[0].name, "data=a-b-07f4401c");
  EXPECT_EQ(alike.runs[1].name, "data=a-b-3041a608");
  EXPECT_TRUE(alike.runs[2].name.starts_with("data=a_b-"));
  const std::string many(300, 'x');
  EXPECT_EQ(plan_of({"data=" + many}).runs[0].name, "data=" + many.substr(0, 31) + "-1b432d13");
}

TEST(SweepPlan, KeepsTheNamesOfItsRunsWhenItGrows) {
  const auto few = plan_of({"data=a/b"});
  const auto more = plan_of({"data=a:b,a/b," + std::string(99, 'y')});
  EXPECT_EQ(more.runs[1].name, few.runs[0].name);
}

TEST(SweepPlan, PutsAFileOfSettingsBelowFlagsAndThoseBelowWhatIsVaried) {
  const auto plan = plan_sweep({parse_varied_setting("step-size=0.3")},
                               {.config = "mine.toml",
                                .config_read = {{"width", "4"}, {"momentum", "0.5"}, {"step-size", "9"}},
                                .flags = {{"width", "2"}}});
  EXPECT_EQ(plan.runs[0].settings.width, 2);
  EXPECT_EQ(plan.runs[0].settings.momentum, 0.5);
  EXPECT_EQ(plan.runs[0].settings.step_size, 0.3);
  EXPECT_EQ(plan.runs[0].config, "mine.toml");
}

TEST(SweepPlan, RefusesWhatCannotBeTrained) {
  const auto refused = [](const std::vector<std::string>& sets, const SettingValues& flags, const std::string& says) {
    expect_error(ErrorKind::kInvalidArgument, {says}, [&] { plan_of(sets, flags); });
  };
  refused({}, {}, "nothing is varied");
  refused({"step-size=0.1,-1"}, {}, "step-size is -1");
  refused({"step-size=0.1", "step-size=1"}, {}, "step-size is varied twice");
  refused({"schedule=constant;0:0.1", "step-size=0.1,0.2"}, {}, "step-size is varied, but the schedule 0:0.1");
  refused({"seed=0,1"}, {{"schedule", "constant"}, {"decay-at", "0.3"}}, "takes no notice");
  refused({"width=3,4"}, {{"problem", "diagonal-network"}}, "width is 3, but has no meaning");
  refused({"step-size=0.1"}, {{"step-size", "1"}}, "step-size is given with --step-size and varied with --set");
  refused({"seed=0..999", "width=1..100"}, {}, "10000 runs");
  refused({"problem=diagonal-network,svm"}, {{"cifar-class", "3"}}, "cifar-class");
}

TEST(SweepPlan, RefusesToVaryWhatTheScheduleDoesNotLookAt) {
  const auto refused = [](const std::vector<std::string>& sets, const SettingValues& flags, const std::string& says) {
    expect_error(ErrorKind::kInvalidArgument, {says}, [&] { plan_of(sets, flags); });
  };
  refused({"step-size=0.1,1", "seed=0,1"}, {{"preset", "quickstart-large-50"}},
          "step-size is varied, but the schedule 0:2,0.50:0.2,0.9:0.02 takes the same step sizes");
  refused({"decay-at=0.1,0.5"}, {{"schedule", "constant"}}, "decay-at is varied");
  refused({"decay-at=0.1,0.5", "schedule=constant,large-then-decay"}, {}, "decay-at is varied");
  refused({"step-size=0.1"}, {{"preset", "quickstart-large-50"}}, "step-size is 0.1, but the schedule");
  EXPECT_EQ(plan_of({"step-size=0.1,1"}, {{"problem", "diagonal-network"}, {"steps", "200"}}).runs.size(), 2u);
}

TEST(SweepPlan, FitsADirectoryThatHoldsPartOfIt) {
  const TemporaryDirectory directory;
  const auto plan = plan_of({"step-size=0.1,0.2", "seed=0..2"});
  EXPECT_NO_THROW(check_same_sweep(directory.path(), plan));
  const auto holds = [&](const std::string& json) { write_file_atomically(directory.path() / kSweepFile, json); };
  holds(R"({"varied": {"step-size": ["0.1", "0.2"], "seed": ["0"]}})");
  EXPECT_NO_THROW(check_same_sweep(directory.path(), plan));
  const auto refused = [&](ErrorKind kind, const std::string& says) {
    expect_error(kind, {says}, [&] { check_same_sweep(directory.path(), plan); });
  };
  holds(R"({"varied": {"step-size": ["0.1", "0.3"], "width": ["4"]}})");
  refused(ErrorKind::kInvalidArgument,
          "another sweep (step-size 0.3 is there, not here; width is varied there, not here; seed is varied here");
  for (const std::string damaged : {"{", "[]", R"({"varied": ["step-size"]})", R"({"varied": {"step-size": [1]}})"}) {
    holds(damaged);
    refused(ErrorKind::kData, "sweep.json is damaged");
  }
  write_file_atomically(directory.path() / "config.toml", "");
  refused(ErrorKind::kInvalidArgument, "is a run");
}

}  // namespace
}  // namespace largestep
