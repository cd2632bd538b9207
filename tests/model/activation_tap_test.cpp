#include "model/activation_tap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "model/networks/resnet18.h"

namespace largestep {
namespace {

ResNet18 small_network() { return ResNet18(ResNet18Options{.width = 2}); }

TEST(ActivationTap, NamesOfTheSeventeenRelusAndThePooledVectorAreInForwardOrder) {
  auto network = small_network();
  std::vector<std::string> seen;
  const auto subscription =
      subscribe(*network, "*", [&](const std::string& name, const torch::Tensor&) { seen.push_back(name); });
  network->forward(torch::rand({2, 3, 32, 32}));
  EXPECT_EQ(seen.size(), 18u);
  EXPECT_EQ(seen.front(), "stem");
  EXPECT_EQ(seen.at(1), "layer1.0.relu1");
  EXPECT_EQ(seen.at(16), "layer4.1.relu2");
  EXPECT_EQ(seen.back(), "pooled");
  EXPECT_EQ(seen, tap_names(*network));
  EXPECT_EQ(seen, subscription.names());
}

TEST(ActivationTap, PatternSelectsLayers) {
  auto network = small_network();
  const auto ignore = [](const std::string&, const torch::Tensor&) {};
  EXPECT_THAT(subscribe(*network, "layer3.*", ignore).names(),
              testing::ElementsAre("layer3.0.relu1", "layer3.0.relu2", "layer3.1.relu1", "layer3.1.relu2"));
  EXPECT_THAT(subscribe(*network, "pooled", ignore).names(), testing::ElementsAre("pooled"));
}

TEST(ActivationTap, UnknownPatternNamesTheNearestLayer) {
  auto network = small_network();
  expect_error(ErrorKind::kInvalidArgument, {"did you mean pooled?"}, [&] {
    static_cast<void>(subscribe(*network, "pooled2", [](const std::string&, const torch::Tensor&) {}));
  });
}

TEST(ActivationTap, SubscriptionEndsWithItsOwner) {
  auto network = small_network();
  int calls = 0;
  {
    const auto subscription = subscribe(*network, "stem", [&](const std::string&, const torch::Tensor&) { ++calls; });
    network->forward(torch::rand({2, 3, 32, 32}));
  }
  network->forward(torch::rand({2, 3, 32, 32}));
  EXPECT_EQ(calls, 1);
}

TEST(ActivationTap, SubscriptionMayOutliveTheNetwork) {
  TapSubscription subscription;
  {
    auto network = small_network();
    subscription = subscribe(*network, "*", [](const std::string&, const torch::Tensor&) {});
  }
  subscription.detach();
  EXPECT_TRUE(subscription.names().empty());
}

TEST(ActivationTap, WatchingChangesNeitherOutputNorGradient) {
  torch::manual_seed(1);
  auto network = small_network();
  network->eval();
  const auto images = torch::rand({2, 3, 32, 32});
  const auto run = [&] {
    network->zero_grad();
    const auto logits = network->forward(images);
    logits.square().sum().backward();
    return std::pair{logits.detach().clone(), network->named_parameters()["conv1.weight"].grad().clone()};
  };
  const auto [logits, gradient] = run();
  const auto subscription = subscribe(*network, "*", [](const std::string&, const torch::Tensor& activations) {
    EXPECT_FALSE(activations.requires_grad());
    EXPECT_GE(activations.min().item<float>(), 0.0f);
  });
  const auto [watched_logits, watched_gradient] = run();
  EXPECT_TRUE(torch::equal(logits, watched_logits));
  EXPECT_TRUE(torch::equal(gradient, watched_gradient));
}

}  // namespace
}  // namespace largestep
