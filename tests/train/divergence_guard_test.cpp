#include "train/divergence_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "expect_error.h"
#include "train/small_images.h"

namespace largestep {
namespace {

/// 1000 ln 10, that of ten classes.
constexpr double kLargestLoss = 2302.6;

StepRecord step(std::int64_t number, double loss) {
  return {.step = number, .epoch = 0.5, .step_size = 0.1, .loss = loss};
}

TEST(DivergenceGuard, NamesTheStepWhereTheLossLeftTheNumbers) {
  for (const double loss : {std::nan(""), std::numeric_limits<double>::infinity(), 2400.0}) {
    DivergenceGuard guard(kLargestLoss);
    const std::vector steps{step(1, 2.3), step(2, loss), step(3, 2.3)};
    expect_error(ErrorKind::kDiverged, {"step 2 "}, [&] { guard.on_steps(steps); });
    EXPECT_EQ(guard.objection()->step, 2);
  }
}

TEST(DivergenceGuard, CallsNoNumberByOneName) {
  for (const double loss : {std::nan(""), -std::nan("")}) {
    DivergenceGuard guard(kLargestLoss);
    expect_error(ErrorKind::kDiverged, {"the loss is nan at step 1"}, [&] { guard.check(step(1, loss)); });
  }
}

TEST(DivergenceGuard, LetsTheSpikesOfLargeStepsPass) {
  // 45.7: the largest loss from which training recovered, at a step size of 20, see docs/RELIABILITY.md.
  DivergenceGuard guard(kLargestLoss);
  guard.check(step(1, 45.7));
  guard.check(step(2, 2000));
  EXPECT_FALSE(guard.objection());
}

TEST(CheckpointGuard, SeesTheLossOfTheNextStepAndChangesNothing) {
  auto problem = three_step_problem();
  for (const Progress at : {Progress{}, Progress{.epoch = 1, .step_in_epoch = 2, .step = 5}}) {
    std::vector<at::Tensor> before;
    for (const auto& buffer : problem.network()->buffers()) before.push_back(buffer.clone());
    DivergenceGuard guard(-1.0);  // objects to every loss, and so shows it
    CheckpointGuard checkpoint_guard(problem, guard);
    expect_error(ErrorKind::kDiverged, {"training diverged"}, [&] { checkpoint_guard.on_checkpoint(at); });
    const auto buffers = problem.network()->buffers();
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(torch::equal(buffers[i], before[i]));
    const auto batches = problem.epoch(at);
    EXPECT_EQ(guard.objection()->loss, problem.gradient(*batches.begin()).value());
    EXPECT_EQ(guard.objection()->step, at.step + 1);
  }
}

TEST(CheckpointGuard, ObjectsToWeightsThatAreNoNumbers) {
  auto problem = three_step_problem();
  DivergenceGuard guard(kLargestLoss);
  CheckpointGuard checkpoint_guard(problem, guard);
  checkpoint_guard.on_checkpoint({});
  problem.parameters().front().second.detach().fill_(std::nan(""));
  expect_error(ErrorKind::kDiverged, {"the loss is nan"}, [&] { checkpoint_guard.on_checkpoint({}); });
}

}  // namespace
}  // namespace largestep
