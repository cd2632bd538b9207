#include "activity/active_fraction.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "model/activation_tap.h"
#include "model/networks/resnet18.h"

namespace largestep {
namespace {

TEST(ActiveFraction, CountsStrictlyPositiveEntries) {
  EXPECT_DOUBLE_EQ(active_fraction(torch::tensor({{0.0f, 1.0f, -1.0f, 2.0f}})), 0.5);
  EXPECT_DOUBLE_EQ(active_fraction(torch::tensor({std::nanf(""), 1.0f})), 0.5);
}

TEST(ActiveFraction, IsExactInHalfPrecision) {
  auto features = torch::zeros({1000, 1000}, torch::kBFloat16);
  features.view(-1).narrow(0, 0, 300'001).fill_(1e-30);
  EXPECT_DOUBLE_EQ(active_fraction(features), 0.300001);
}

TEST(ActiveFraction, RefusesEmptyAndWholeNumbers) {
  expect_error(ErrorKind::kInvalidArgument, {"non-empty floating-point"}, [&] { active_fraction(torch::zeros({0})); });
  expect_error(ErrorKind::kInvalidArgument, {"non-empty floating-point"},
               [&] { active_fraction(torch::zeros({3}, torch::kLong)); });
}

TEST(ActivityRecorder, CountsAsTensorOperationsDoInEveryTypeAndLayout) {
  torch::manual_seed(5);
  struct Tapped : torch::nn::Module {
    ActivationTap tap = register_module("tap", ActivationTap());
  };
  for (const auto type : {torch::kFloat, torch::kBFloat16, torch::kDouble}) {
    for (const auto layout : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
      auto features = torch::randn({7, 19, 15, 17}).to(type).contiguous(layout);
      features.relu_().index_put_({torch::tensor({0, 3}), torch::tensor({2, 2})}, std::nan(""));
      features.select(1, 4).zero_();
      const auto network = std::make_shared<Tapped>();
      const ActivityRecorder recorder(*network);
      network->tap(features);
      const auto found = recorder.activities().at(0);
      EXPECT_DOUBLE_EQ(found.active_fraction, active_fraction(features)) << type;
      const auto dead = (features > 0).any(0).logical_not().to(torch::kDouble).mean().item<double>();
      EXPECT_DOUBLE_EQ(found.dead_fraction, dead) << type;
    }
  }
}

TEST(ActivityRecorder, AddsUpOverBatchesAndFindsDeadUnits) {
  torch::manual_seed(2);
  ResNet18 network(ResNet18Options{.width = 2});
  network->eval();
  const torch::NoGradGuard no_grad;
  network->named_parameters()["bn1.weight"][1] = 0;
  network->named_parameters()["bn1.bias"][1] = -1;  // the stem's second channel is off for every image
  const ActivityRecorder recorder(*network, "stem");
  std::vector<at::Tensor> seen;
  const auto keep = subscribe(*network, "stem", [&](const std::string&, const at::Tensor& x) { seen.push_back(x); });
  network->forward(torch::rand({3, 3, 32, 32}));
  network->forward(torch::rand({2, 3, 32, 32}));
  const auto activities = recorder.activities();
  ASSERT_EQ(activities.size(), 1u);
  EXPECT_EQ(activities[0].units, 2 * 32 * 32);
  EXPECT_EQ(activities[0].images, 5);
  EXPECT_DOUBLE_EQ(activities[0].active_fraction, active_fraction(torch::cat(seen)));
  const auto never = (torch::cat(seen) > 0).any(0).logical_not().to(torch::kDouble).mean().item<double>();
  EXPECT_GE(never, 0.5);
  EXPECT_DOUBLE_EQ(activities[0].dead_fraction, never);
}

}  // namespace
}  // namespace largestep
