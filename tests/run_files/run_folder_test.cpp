#include "run_files/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "files/file_lock.h"
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

TEST(FoundRuns, AreTheRunsInThemByName) {
  const TemporaryDirectory directory;
  const auto& folder = directory.path();
  const std::string row = "step\n1\n";
  for (const auto* name : {"step-size=10_seed=0", "step-size=0.5_seed=10", "step-size=0.5_seed=9", "a"}) {
    make_run(folder / name, row);
  }
  make_run(folder / "only just begun", "step\n");
  fs::create_directories(folder / "report");
  EXPECT_THAT(find_runs({folder}).runs, ElementsAre(folder / "a", folder / "step-size=0.5_seed=9",
                                                    folder / "step-size=0.5_seed=10", folder / "step-size=10_seed=0"));
}

TEST(FindRuns, LeavesRunsAndWhatHoldsNoneAsTheyAre) {
  const TemporaryDirectory directory;
  const auto run = directory.path() / "run";
  make_run(run, "step\n1\n");
  make_run(run / "inner", "step\n1\n");
  EXPECT_THAT(find_runs({run, "/not/there", run / "checkpoints"}).runs,
              ElementsAre(run, "/not/there", run / "checkpoints"));
}

TEST(FindRuns, TellsWhichAProcessHasBegunWithoutARecord) {
  const TemporaryDirectory directory;
  const auto& folder = directory.path();
  const auto begun = folder / "begun", recorded = folder / "recorded", at_once = folder / "without config";
  make_run(begun, "step\n");
  fs::create_directories(at_once);
  const FileLock of_begun(begun / "run.lock"), at_it(at_once / "run.lock");
  for (const auto& path : {begun, at_once}) {
    EXPECT_THAT(find_runs({path}).runs, ElementsAre(path));
    EXPECT_THAT(find_runs({path}).begun, ElementsAre(path));
  }
  EXPECT_THAT(find_runs({folder}).runs, ElementsAre(begun, at_once)) << "there are no others";
  make_run(recorded, "step\n1\n");
  const FileLock of_recorded(recorded / "run.lock");
  make_run(folder / "left", "step\n");
  EXPECT_THAT(find_runs({folder}).runs, ElementsAre(recorded));
  EXPECT_THAT(find_runs({folder}).begun, ElementsAre(begun, at_once));
}

}  // namespace
}  // namespace largestep
