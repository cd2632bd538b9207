#include "settings/presets.h"

#include <gtest/gtest.h>

#include "catalog/problem_catalog.h"
#include "expect_error.h"

namespace largestep {
namespace {

Settings preset(const std::string& name) {
  Settings settings;
  apply_preset(settings, name);
  settings.validate(find_problem(settings.problem).settings);
  return settings;
}

TEST(Presets, AreAllValid) {
  for (const auto& known : presets()) EXPECT_NO_THROW(preset(known.name)) << known.name;
  EXPECT_EQ(presets().size(), 17u);
}

TEST(Presets, PaperSettingsAreThoseOfThePaper) {
  for (const auto& known : presets()) {
    if (known.name.rfind("quickstart", 0) == 0 || known.name == "speedrun") continue;
    const auto settings = preset(known.name);
    const bool sota = known.name.rfind("sota", 0) == 0;
    const bool figure1 = known.name.rfind("figure1", 0) == 0;
    EXPECT_EQ(settings.width, 64) << known.name;
    EXPECT_EQ(settings.epochs, 100) << known.name;
    EXPECT_EQ(settings.batch_size, 256) << known.name;
    EXPECT_EQ(settings.eval_every, 200) << known.name;
    EXPECT_EQ(settings.momentum, sota ? 0.9 : 0.0) << known.name;
    EXPECT_EQ(settings.weight_decay, sota || figure1 ? 5e-4 : 0.0) << known.name;
    EXPECT_EQ(settings.augment, sota) << known.name;
  }
}

TEST(Presets, StepSizesBeforeAndAfterTheDropAreThePublishedOnes) {
  const auto step_size = [](const std::string& name, double epoch) {
    return StepSizeSchedule(preset(name).schedule_options()).at(epoch);
  };
  EXPECT_DOUBLE_EQ(step_size("figure1-small", 70), 0.007);
  EXPECT_DOUBLE_EQ(step_size("figure1-large-30", 29.99), 1.5);
  EXPECT_DOUBLE_EQ(step_size("figure1-large-30", 30), 0.15);
  EXPECT_DOUBLE_EQ(step_size("figure1-large-50", 95), 0.015);
  EXPECT_DOUBLE_EQ(step_size("plain-small", 70), 0.01);
  EXPECT_DOUBLE_EQ(step_size("sota-small", 70), 0.002);
  EXPECT_NEAR(step_size("plain-large-50", 50 - 1e-9), 8.60, 0.005);
  EXPECT_NEAR(step_size("plain-large-30", 30), 0.324, 0.0005);
  EXPECT_NEAR(step_size("plain-large-10", 95), 0.0122, 0.0001);
  EXPECT_NEAR(step_size("sota-large-10", 10), 0.001, 1e-12);
  EXPECT_NEAR(step_size("sota-large-30", 95), 0.0003, 1e-12);
  EXPECT_NEAR(step_size("sota-large-50", 49.99), 0.05, 1e-12);
}

TEST(Presets, OnlySpeedrunRegularisesBeyondThePaper) {
  for (const auto& known : presets()) {
    const auto settings = preset(known.name);
    const bool speedrun = known.name == "speedrun";
    EXPECT_EQ(settings.cutout > 0, speedrun) << known.name;
    EXPECT_EQ(settings.label_smoothing > 0.0, speedrun) << known.name;
    EXPECT_EQ(settings.test_flip, speedrun) << known.name;
    EXPECT_EQ(settings.nesterov, speedrun) << known.name;
  }
}

TEST(Presets, UnknownNameSuggestsTheNearest) {
  expect_error(ErrorKind::kInvalidArgument, {"quickstart-large-50"}, [] { preset("quickstart-large50"); });
}

TEST(Presets, AreRefusedWhereAFileLeavesNothingOfThem) {
  const auto of_file = presets().front().settings;
  expect_error(ErrorKind::kInvalidArgument, {presets().front().name, "would change nothing"}, [&] {
    check_preset_counts(of_file, {{"preset", presets().front().name}});
  });
  auto labelled = of_file;
  labelled.emplace_back("preset", presets().front().name);
  check_preset_counts(labelled, {{"preset", presets().front().name}});  // its own
  check_preset_counts({{"seed", "3"}, {"preset", "sota-small"}}, {{"preset", presets().front().name}});
  check_preset_counts(of_file, {});
}

}  // namespace
}  // namespace largestep
