#include "experiment/run_state.h"

#include <gtest/gtest.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "settings/settings_toml.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(SameExperiment, IsThatOfTheSettingsThatShapeTheRun) {
  const TemporaryDirectory directory;
  const auto write = [&](const Settings& settings) {
    write_file_atomically(directory.path() / "config.toml", settings_to_toml(settings));
  };
  Settings settings;
  settings.step_size = 0.1;
  const auto wanted = settings;
  settings.threads = 2;
  settings.device = "cpu";
  settings.precision = "bf16";
  settings.data = "/elsewhere";
  write(settings);
  EXPECT_NO_THROW(check_same_experiment(directory.path(), wanted));
  settings.step_size = 0.3;
  write(settings);
  expect_error(ErrorKind::kInvalidArgument, {"step-size is 0.3 there, 0.1 here"},
               [&] { check_same_experiment(directory.path(), wanted); });
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
  expect_error(ErrorKind::kData, {"damaged"}, [&] { state("{"); });
}

}  // namespace
}  // namespace largestep
