#include "experiment/complete_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "files/file_lock.h"
#include "settings/settings_toml.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

/// What stands in for `largestep train`: a script with $out, the run's directory, and what the test does in it.
class CompleteRuns : public testing::Test {
 protected:
  /// @param training  commands of the shell
  void program_does(const std::string& training) {
    std::ofstream script(program());
    script << "#!/bin/sh\nfor argument; do case $argument in --out=*) out=${argument#--out=} ;; esac; done\n"
              "mkdir -p \"$out\"; echo \"$*\" >> \"$out/arguments\"\n"
              "is() { printf '' > \"$1/config.toml\"; echo \"{\\\"status\\\": \\\"$2\\\"}\" > \"$1/run.json\"; }\n"
           << training << "\n";
    script.close();
    fs::permissions(program(), fs::perms::owner_all);
  }
  /// Puts a run into its directory as an earlier call left it.
  void is_there(const std::string& name, const std::string& status) {
    fs::create_directories(out() / name);
    write_file_atomically(out() / name / "config.toml", "");
    write_file_atomically(out() / name / "run.json", "{\"status\": \"" + status + "\"}");
  }
  static std::vector<PlannedRun> planned(const std::vector<std::string>& names) {
    std::vector<PlannedRun> runs;
    for (const auto& name : names) runs.push_back({.name = name, .config = "", .values = {}, .settings = {}});
    return runs;
  }
  CompletedRuns complete(const std::vector<PlannedRun>& runs, int jobs = 1, std::int64_t threads = 0) {
    return complete_runs(runs, out(), {.program = program(), .jobs = jobs, .threads = threads},
                         [&](std::size_t run, const RunReport& report) { told.emplace_back(run, report.end); });
  }
  static std::vector<RunEnd> ends(const CompletedRuns& completed) {
    std::vector<RunEnd> found;
    for (const auto& report : completed.reports) found.push_back(report.end);
    return found;
  }
  std::string arguments_of(const std::string& name) const { return read_file(out() / name / "arguments"); }
  fs::path program() const { return directory_.path() / "program"; }
  fs::path out() const { return directory_.path() / "out"; }

  std::vector<std::pair<std::size_t, RunEnd>> told;

 private:
  TemporaryDirectory directory_;
};

TEST_F(CompleteRuns, TrainsWhatIsMissingAndGoesOnWithWhatIsUnfinished) {
  program_does("is $out finished");
  is_there("b", "finished");
  is_there("c", "stopped");
  is_there("d", "diverged");
  const auto completed = complete(planned({"a", "b", "c", "d"}));
  EXPECT_THAT(ends(completed), ElementsAre(RunEnd::kFinished, RunEnd::kFinished, RunEnd::kFinished, RunEnd::kDiverged));
  EXPECT_TRUE(completed.reports[0].was_trained);
  EXPECT_FALSE(completed.reports[1].was_trained);
  EXPECT_EQ(arguments_of("a"), "train --out=" + (out() / "a").string() + "\n");
  EXPECT_EQ(arguments_of("c"), "train --resume --out=" + (out() / "c").string() + "\n");
  EXPECT_FALSE(fs::exists(out() / "b/arguments"));
  EXPECT_THAT(
      told, ElementsAre(std::pair(0, RunEnd::kOpen), std::pair(0, RunEnd::kFinished), std::pair(1, RunEnd::kFinished),
                        std::pair(2, RunEnd::kOpen), std::pair(2, RunEnd::kFinished), std::pair(3, RunEnd::kDiverged)));
}

TEST_F(CompleteRuns, GoesOnAfterARunThatDivergesOrFails) {
  program_does(
      "case $out in\n"
      "*a) is $out diverged; echo largestep: it diverged >&2; exit 4 ;;\n"
      "*b) echo largestep: no data >&2; exit 3 ;;\n"
      "*c) kill -9 $$ ;;\n"
      "*) is $out finished ;; esac");
  const auto completed = complete(planned({"a", "b", "c", "d"}));
  EXPECT_THAT(ends(completed), ElementsAre(RunEnd::kDiverged, RunEnd::kFailed, RunEnd::kFailed, RunEnd::kFinished));
  EXPECT_EQ(completed.reports[0].said, "it diverged");
  EXPECT_EQ(completed.reports[1].said, "no data");
  EXPECT_THAT(completed.reports[2].said, HasSubstr("killed by signal 9"));
  EXPECT_EQ(completed.exit_code(), 3);
  EXPECT_EQ(completed.stopped_by_signal, 0);
}

TEST_F(CompleteRuns, TrainsAsManyAtOnceAsItMay) {
  // Each waits until the other is there.
  program_does(
      "case $out in *a) other=b ;; *) other=a ;; esac\n"
      "for i in $(seq 500); do [ -e ${out%?}$other/arguments ] && is $out finished && exit; sleep 0.02; done\n"
      "exit 1");
  EXPECT_EQ(complete(planned({"a", "b"}), /*jobs=*/2, /*threads=*/3).count(RunEnd::kFinished), 2u);
  EXPECT_THAT(arguments_of("a"), HasSubstr("train --threads=3 --quiet --out="));
}

TEST_F(CompleteRuns, LeavesTheThreadsOfARunThatNamesThemAlone) {
  program_does("is $out finished");
  auto runs = planned({"a"});
  runs[0].settings.threads = 1;
  complete(runs, /*jobs=*/2, /*threads=*/3);
  EXPECT_THAT(arguments_of("a"), Not(HasSubstr("--threads")));
}

TEST_F(CompleteRuns, LooksAgainAtWhatOthersTrainedMeanwhile) {
  // Another process holds b and c; while a is trained here, it ends the one and gives up the other.
  fs::create_directories(out());
  is_there("b", "running");
  is_there("c", "running");
  program_does("is $out finished; case $out in *a) is ${out%?}b finished; rm ${out%?}c/run.lock ;; esac");
  const FileLock of_b(out() / "b/run.lock");
  const FileLock of_c(out() / "c/run.lock");
  // Both are seen to be locked before a, which comes last.
  const auto completed = complete(planned({"b", "c", "a"}));
  EXPECT_THAT(ends(completed), ElementsAre(RunEnd::kFinished, RunEnd::kFinished, RunEnd::kFinished));
  EXPECT_FALSE(completed.reports[0].was_trained);
  EXPECT_TRUE(completed.reports[1].was_trained);
  EXPECT_THAT(
      told, ElementsAre(std::pair(0, RunEnd::kElsewhere), std::pair(1, RunEnd::kElsewhere), std::pair(2, RunEnd::kOpen),
                        std::pair(2, RunEnd::kFinished), std::pair(0, RunEnd::kFinished), std::pair(1, RunEnd::kOpen),
                        std::pair(1, RunEnd::kFinished)));
}

TEST_F(CompleteRuns, LeavesToOthersWhatTheyAreAtWhenThereIsNothingElseToDo) {
  is_there("a", "running");
  program_does("exit 1");
  const FileLock lock(out() / "a/run.lock");
  EXPECT_THAT(ends(complete(planned({"a"}))), ElementsAre(RunEnd::kElsewhere));
}

TEST_F(CompleteRuns, TakesARunThatAnotherEndedFirstAsItIs) {
  // Both found it missing; by the time this one's process started, the other's had ended.
  program_does("is $out finished; echo holds a run already >&2; exit 2");
  const auto completed = complete(planned({"a"}));
  EXPECT_THAT(ends(completed), ElementsAre(RunEnd::kFinished));
  EXPECT_FALSE(completed.reports[0].was_trained);
  EXPECT_EQ(completed.reports[0].said, "");
}

TEST_F(CompleteRuns, LetsARunWaitForTheCheckpointThatItStartsFrom) {
  program_does(
      "case $out in\n"
      "*trunk) sleep 0.3; mkdir $out/checkpoints; touch $out/checkpoints/epoch-0001.pt ;;\n"
      "*) [ -e ${out%branch}trunk/checkpoints/epoch-0001.pt ] || exit 3 ;; esac\n"
      "is $out finished");
  auto runs = planned({"trunk", "branch"});
  runs[1].settings.start_from = (out() / "trunk/checkpoints/epoch-0001.pt").string();
  EXPECT_EQ(complete(runs, /*jobs=*/2).count(RunEnd::kFinished), 2u);
}

TEST_F(CompleteRuns, PassesASignalOnAndBeginsNothingMore) {
  program_does("trap 'is $out stopped; exit 130' INT; touch $out/begun; for i in $(seq 500); do sleep 0.02; done");
  std::thread presses_ctrl_c([&] {
    while (!fs::exists(out() / "a/begun")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::raise(SIGINT);
  });
  const auto completed = complete(planned({"a", "b"}));
  presses_ctrl_c.join();
  EXPECT_EQ(completed.stopped_by_signal, SIGINT);
  EXPECT_THAT(ends(completed), ElementsAre(RunEnd::kOpen, RunEnd::kOpen));
  EXPECT_THAT(read_file(out() / "a/run.json"), HasSubstr("stopped"));
  EXPECT_FALSE(fs::exists(out() / "b"));
}

TEST_F(CompleteRuns, RefusesAnotherExperimentBeforeAnythingIsTrained) {
  program_does("is $out finished");
  is_there("b", "finished");
  auto runs = planned({"a", "b"});
  runs[1].settings.width = 3;
  expect_error(ErrorKind::kInvalidArgument, {"width is 64 there, 3 here"}, [&] { complete(runs); });
  EXPECT_FALSE(fs::exists(out() / "a"));
}

}  // namespace
}  // namespace largestep
