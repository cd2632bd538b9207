#include "findings/loss_outcome.h"

#include <gtest/gtest.h>

#include <fstream>

#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

/// A step size that is large for so many of 300 steps, and losses before and after its decay.
LossOutcome outcome_of(const std::string& status, int large_steps, double loss_before, double loss_after) {
  const TemporaryDirectory directory;
  const auto path = RunFixture{.status = status}.write(directory.path() / "run");
  std::ofstream csv(path / "steps.csv");
  csv << "step,epoch,step_size,loss\n";
  for (int step = 1; step <= 300; ++step) {
    const bool large = step <= large_steps;
    csv << fmt::format("{},{},{},{}\n", step, step / 30.0, large ? 0.5 : 0.05, large ? loss_before : loss_after);
  }
  csv.close();
  const auto run = read_run(path);
  return loss_outcome(run, summarise(run));
}

TEST(LossOutcome, IsThatOfTheRuleOfStabilization) {
  EXPECT_EQ(outcome_of("finished", 150, 1.0, 0.25), LossOutcome::kHovers);
  EXPECT_EQ(outcome_of("finished", 150, 1.0, 0.9), LossOutcome::kConverges);
  EXPECT_EQ(outcome_of("diverged", 150, 1.0, 0.25), LossOutcome::kDiverges);
}

TEST(LossOutcome, IsNoneWhereTheRuleCannotJudge) {
  EXPECT_EQ(outcome_of("finished", 99, 1.0, 0.25), LossOutcome::kUnjudged) << "too short a large phase";
  EXPECT_EQ(outcome_of("finished", 300, 1.0, 1.0), LossOutcome::kUnjudged) << "no decay";
  EXPECT_EQ(name_of(LossOutcome::kUnjudged), "-");
}

}  // namespace
}  // namespace largestep
