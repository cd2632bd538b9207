#include "run_files/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "temporary_directory.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

void make_run(const fs::path& path, const std::string& metrics) {
  fs::create_directories(path);
  std::ofstream(path / "config.toml") << "";
  std::ofstream(path / "metrics.csv") << metrics;
}

TEST(RunsOfFolders, AreTheRunsInThemByName) {
  const TemporaryDirectory directory;
  const auto& folder = directory.path();
  const std::string row = "step\n1\n";
  for (const auto* name : {"step-size=10_seed=0", "step-size=0.5_seed=10", "step-size=0.5_seed=9", "a"}) {
    make_run(folder / name, row);
  }
  make_run(folder / "only just begun", "step\n");
  fs::create_directories(folder / "report");
  EXPECT_THAT(runs_of_folders({folder}), ElementsAre(folder / "a", folder / "step-size=0.5_seed=9",
                                                     folder / "step-size=0.5_seed=10", folder / "step-size=10_seed=0"));
}

TEST(RunsOfFolders, LeavesRunsAndWhatHoldsNoneAsTheyAre) {
  const TemporaryDirectory directory;
  const auto run = directory.path() / "run";
  make_run(run, "step\n1\n");
  make_run(run / "inner", "step\n1\n");
  EXPECT_THAT(runs_of_folders({run, "/not/there", run / "checkpoints"}),
              ElementsAre(run, "/not/there", run / "checkpoints"));
}

}  // namespace
}  // namespace largestep
