#include "reproduce/reproduction.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "expect_error.h"
#include "optim/step_size_schedule.h"
#include "settings/presets.h"
#include "settings/settings_toml.h"

namespace largestep {
namespace {

TEST(Reproduction, AtFullScaleIsThePresetsForEverySeed) {
  const auto runs =
      reproduction_runs({.setting = "plain", .scale = "full", .seeds = {0, 3}}, "runs", {{"threads", "2"}});
  ASSERT_EQ(runs.size(), 8u);
  EXPECT_EQ(runs[0].name, "plain-small-seed0");
  EXPECT_EQ(runs[7].name, "plain-large-50-seed3");
  for (const auto& run : runs) {
    Settings preset;
    apply_preset(preset, "plain-" + run.step_size);
    preset.seed = run.seed;
    preset.threads = 2;
    EXPECT_EQ(settings_to_toml(run.settings), settings_to_toml(preset)) << run.name;
  }
}

TEST(Reproduction, DiffersBetweenItsRunsInTheStepSizeOnly) {
  for (const std::string setting : {"figure1", "sota", "plain"}) {
    for (const std::string scale : {"mini", "small", "full"}) {
      std::set<std::string> rest;
      for (auto run : reproduction_runs({.setting = setting, .scale = scale}, "runs", {})) {
        run.settings.preset.clear();
        run.settings.schedule = "constant";
        run.settings.step_size = run.settings.decay_at = run.settings.warmup_exp = 1;
        rest.insert(settings_to_toml(run.settings));
      }
      EXPECT_EQ(rest.size(), 1u) << setting << " " << scale;
    }
  }
}

TEST(Reproduction, AtSmallScaleTrainsAllImagesForThePublishedEpochs) {
  for (const auto& run : reproduction_runs({.setting = "figure1", .scale = "small"}, "runs", {})) {
    EXPECT_EQ(run.settings.width, 16);
    EXPECT_EQ(run.settings.epochs, 100);
    EXPECT_EQ(run.settings.batch_size, 256);
    EXPECT_EQ(run.settings.train_size, Settings().train_size);
    EXPECT_EQ(StepSizeSchedule(run.settings.schedule_options()).at(0), run.step_size == "small" ? 0.03 : 1.5);
  }
}

TEST(Reproduction, BranchesStartFromOneTrunkAndTakeTheSameStepsAfterIt) {
  const auto runs = reproduction_runs({.setting = "branches", .scale = "full", .seeds = {7}}, "runs", {});
  ASSERT_EQ(runs.size(), 4u);
  const auto step_size = [&](std::size_t run, double epoch) {
    return StepSizeSchedule(runs[run].settings.schedule_options()).at(epoch);
  };
  EXPECT_EQ(runs[0].step_size, kTrunk);
  EXPECT_EQ(runs[0].settings.checkpoint_every, 10);
  EXPECT_EQ(runs[0].settings.keep_checkpoints, 0);
  EXPECT_EQ(step_size(0, 49.9), 1.5);
  const std::array<const char*, 4> starts{"", "epoch-0010.pt", "epoch-0030.pt", "epoch-0050.pt"};
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(runs[i].settings.start_from, std::string("runs/branches-trunk-seed7/checkpoints/") + starts[i]);
    EXPECT_EQ(runs[i].settings.epochs, 50);
    EXPECT_DOUBLE_EQ(step_size(i, 39.9), 0.15);
    EXPECT_DOUBLE_EQ(step_size(i, 40), 0.015);
  }
}

TEST(Reproduction, RefusesWhatIsNotThere) {
  expect_error(ErrorKind::kInvalidArgument, {"setting is \"best\""},
               [&] { reproduction_runs({.setting = "best"}, "runs", {}); });
  expect_error(ErrorKind::kInvalidArgument, {"scale is \"medium\""},
               [&] { reproduction_runs({.scale = "medium"}, "runs", {}); });
  expect_error(ErrorKind::kInvalidArgument, {"at least one seed"},
               [&] { reproduction_runs({.seeds = {}}, "runs", {}); });
  expect_error(ErrorKind::kInvalidArgument, {"1 twice"}, [&] { reproduction_runs({.seeds = {1, 1}}, "runs", {}); });
  expect_error(ErrorKind::kInvalidArgument, {"-1"}, [&] { reproduction_runs({.seeds = {-1}}, "runs", {}); });
}

}  // namespace
}  // namespace largestep
