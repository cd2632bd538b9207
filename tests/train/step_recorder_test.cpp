#include "train/step_recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace largestep {
namespace {

class Collector final : public StepListener {
 public:
  void on_steps(std::span<const StepRecord> steps) override {
    groups.push_back(steps.size());
    for (const auto& step : steps) losses.push_back(step.loss);
  }
  std::vector<std::size_t> groups;
  std::vector<double> losses;
};

StepEvent event(std::int64_t step, double loss) {
  return {.at = {.step = step}, .elapsed_epochs = 0.5, .step_size = 0.1, .loss = torch::tensor(loss)};
}

TEST(StepRecorder, PassesLossesOnInOrderAndInGroups) {
  Collector collector;
  StepRecorder recorder(3);
  recorder.add(collector);
  for (int step = 1; step <= 7; ++step) recorder.on_step(event(step, step));
  recorder.on_end({});
  EXPECT_THAT(collector.groups, testing::ElementsAre(3, 3, 1));
  EXPECT_THAT(collector.losses, testing::ElementsAre(1, 2, 3, 4, 5, 6, 7));
}

TEST(StepRecorder, HoldsBackLossesThatAreNumbersUntilTheEndOrACheckpoint) {
  Collector collector;
  StepRecorder recorder;
  recorder.add(collector);
  for (int step = 1; step <= 5; ++step) recorder.on_step({.at = {.step = step}, .loss = 2.0 * step});
  recorder.on_checkpoint({});
  recorder.on_step({.at = {.step = 6}, .loss = 12.0});
  recorder.on_end({});
  EXPECT_THAT(collector.groups, testing::ElementsAre(5, 1));
  EXPECT_THAT(collector.losses, testing::ElementsAre(2, 4, 6, 8, 10, 12));
}

}  // namespace
}  // namespace largestep
