#include "run/reproduction.h"

#include <gtest/gtest.h>

#include <set>

#include "core/atomic_file.h"
#include "core/error.h"
#include "run/presets.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(Reproduction, AtFullScaleIsThePresetsForEverySeed) {
  const auto runs = reproduction_runs({.setting = "plain", .scale = "full", .seeds = {0, 3}}, {{"threads", "2"}});
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

TEST(Reproduction, AtSmallScaleDiffersBetweenItsRunsInTheStepSizeOnly) {
  for (const std::string setting : {"sota", "plain"}) {
    std::set<std::string> rest;
    for (auto run : reproduction_runs({.setting = setting, .scale = "small"}, {})) {
      run.settings.preset.clear();
      run.settings.schedule = "constant";
      run.settings.step_size = run.settings.decay_at = run.settings.warmup_exp = 1;
      rest.insert(settings_to_toml(run.settings));
    }
    EXPECT_EQ(rest.size(), 1u) << setting;
  }
}

TEST(Reproduction, RefusesWhatIsNotThere) {
  EXPECT_THROW(reproduction_runs({.setting = "best"}, {}), Error);
  EXPECT_THROW(reproduction_runs({.scale = "medium"}, {}), Error);
  EXPECT_THROW(reproduction_runs({.seeds = {}}, {}), Error);
  EXPECT_THROW(reproduction_runs({.seeds = {1, 1}}, {}), Error);
  EXPECT_THROW(reproduction_runs({.seeds = {-1}}, {}), Error);
}

TEST(Reproduction, TellsARunOfItsOwnFromAnother) {
  const TemporaryDirectory directory;
  const auto write = [&](const Settings& settings) {
    write_file_atomically(directory.path() / "config.toml", settings_to_toml(settings));
  };
  auto settings = reproduction_runs({.scale = "small"}, {})[1].settings;
  const auto wanted = settings;
  settings.threads = 2;
  settings.device = "cpu";
  settings.precision = "bf16";
  settings.data = "/elsewhere";
  write(settings);
  EXPECT_NO_THROW(check_same_experiment(directory.path(), wanted));
  settings.step_size = 0.3;
  write(settings);
  try {
    check_same_experiment(directory.path(), wanted);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInvalidArgument);
    EXPECT_NE(std::string(error.what()).find("step-size is 0.3 there, 0.1 here"), std::string::npos) << error.what();
  }
}

TEST(RunState, IsReadOffTheDirectory) {
  const TemporaryDirectory directory;
  EXPECT_EQ(run_state(directory.path()), RunState::kMissing);
  write_file_atomically(directory.path() / "config.toml", "");
  EXPECT_EQ(run_state(directory.path()), RunState::kUnfinished);
  const auto state = [&](const std::string& json) {
    write_file_atomically(directory.path() / "run.json", json);
    return run_state(directory.path());
  };
  EXPECT_EQ(state(R"({"status": "running"})"), RunState::kUnfinished);
  EXPECT_EQ(state(R"({"status": "stopped"})"), RunState::kUnfinished);
  EXPECT_EQ(state(R"({"status": "finished"})"), RunState::kFinished);
  EXPECT_EQ(state(R"({"status": "diverged"})"), RunState::kDiverged);
  EXPECT_THROW(state("{"), Error);
}

}  // namespace
}  // namespace largestep
