#include "session/step_launch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "device/device_graph.h"

namespace largestep {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const c10::Device kCpu(c10::kCPU);

std::unique_ptr<DeviceGraph> no_graph(const std::function<void()>&) { return nullptr; }

TEST(StepLaunch, CapturesTheStepWhereThereAreGraphs) {
  const GraphMakerScope graphs(no_graph);
  Settings settings;
  EXPECT_THAT(step_launch(settings, kCpu, 1, true).captured, ElementsAre("gradient", "update"));
  settings.average_tau = 0.99;
  settings.measure_every = 100;
  const auto launch = step_launch(settings, kCpu, 1, true);
  EXPECT_THAT(launch.captured, ElementsAre("gradient", "update", "weight average"));
  EXPECT_THAT(launch.one_by_one, ElementsAre("first 6 steps", "watched steps", "evaluations", "measures"));
  EXPECT_EQ(describe(launch),
            "as CUDA graphs: gradient, update, weight average; one by one: first 6 steps, watched steps, evaluations, "
            "measures");
}

TEST(StepLaunch, SaysWhyNothingIsCaptured) {
  EXPECT_EQ(describe(step_launch({}, kCpu, 1, false)), "one by one, since there are graphs on GPUs only");
  const GraphMakerScope graphs(no_graph);
  EXPECT_EQ(describe(step_launch({}, kCpu, 2, false)),
            "one by one, since several processes wait for each other within a step");
  Settings off;
  off.cuda_graph = "off";
  EXPECT_EQ(describe(step_launch(off, kCpu, 1, false)), "one by one, since cuda-graph is off");
  EXPECT_EQ(describe(step_launch({}, kCpu, 1, false)), "one by one, since steps of this problem are not captured");
  EXPECT_THAT(step_launch(off, kCpu, 1, false).captured, IsEmpty());
  EXPECT_THAT(step_launch(off, kCpu, 1, false).one_by_one, ElementsAre("gradient", "update", "evaluations"));
}

}  // namespace
}  // namespace largestep
