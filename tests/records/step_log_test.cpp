#include "records/step_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

constexpr const char* kThreeSteps = "step,epoch,step_size,loss\n1,0.5,0.1,2\n2,1,0.1,1.5\n3,1.5,0.1,1\n";

TEST(StepLog, GoesOnAfterTheStepItIsResumedAt) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  write_file_atomically(path, kThreeSteps);
  StepLog log(path, 2);
  EXPECT_EQ(log.last_step(), 2);
  const StepRecord step{.step = 3, .epoch = 1.5, .step_size = 0.1, .loss = 1};
  log.on_steps({&step, 1});
  EXPECT_EQ(log.last_step(), 3);
  EXPECT_EQ(read_file(path), kThreeSteps);
}

TEST(StepLog, RefusesAFileThatLacksRowsBeforeTheCheckpoint) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  write_file_atomically(path, kThreeSteps);
  expect_error(ErrorKind::kData, {"step 3", "step 5"}, [&] { StepLog(path, 5); });
  std::filesystem::remove(path);
  EXPECT_EQ(StepLog(path, 5).last_step(), 0);
}

}  // namespace
}  // namespace largestep
