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

}  // namespace
}  // namespace largestep
