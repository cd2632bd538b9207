#include "activity/averaged_network.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "model/networks/resnet18.h"

namespace largestep {
namespace {

TEST(BatchNormStatistics, AreTheMeanOfTheBatchStatistics) {
  torch::manual_seed(1);
  ResNet18 network(ResNet18Options{.width = 3});
  const auto images = torch::randint(256, {70, 3, 32, 32}, torch::kByte);
  network->eval();
  estimate_batch_norm_statistics(*network, images, {.batch_size = 32});
  EXPECT_FALSE(network->is_training());

  // Of the first BatchNorm, computed from its definition in float64; the last 6 images are left out.
  const auto weight = network->named_parameters()["conv1.weight"].to(torch::kDouble);
  const auto x = torch::conv2d(images.narrow(0, 0, 64).to(torch::kDouble) / 255, weight, {}, 1, 1);
  const auto halves = x.view({2, 32, 3, 32, 32});
  const auto buffers = network->named_buffers();
  EXPECT_TRUE(torch::allclose(buffers["bn1.running_mean"].to(torch::kDouble), halves.mean({1, 3, 4}).mean(0), 1e-5));
  const auto flat = halves.permute({0, 2, 1, 3, 4}).reshape({2, 3, -1});
  EXPECT_TRUE(torch::allclose(buffers["bn1.running_var"].to(torch::kDouble), flat.var(2, true).mean(0), 1e-4));
}

TEST(BatchNormStatistics, OfTheSameWeightsForgetTheOldOnesAndKeepTheMomentum) {
  torch::manual_seed(2);
  ResNet18 network(ResNet18Options{.width = 2});
  const auto images = torch::randint(256, {16, 3, 32, 32}, torch::kByte);
  estimate_batch_norm_statistics(*network, images, {.batch_size = 8});
  const auto once = network->named_buffers()["layer4.1.bn2.running_var"].clone();
  estimate_batch_norm_statistics(*network, images, {.batch_size = 8});
  EXPECT_TRUE(torch::equal(once, network->named_buffers()["layer4.1.bn2.running_var"]));
  for (const auto& module : network->modules()) {
    const auto* norm = module->as<torch::nn::BatchNorm2d>();
    if (norm != nullptr) {
      EXPECT_EQ(norm->options.momentum(), 0.1);
    }
  }
}

TEST(LoadAverage, RefusesTensorsThatDoNotFit) {
  ResNet18 network(ResNet18Options{.width = 2});
  const auto images = torch::zeros({4, 3, 32, 32}, torch::kByte);
  expect_error(ErrorKind::kData, {"has 0 tensors"}, [&] { load_average(*network, {}, images, {}); });
  std::vector<std::pair<std::string, at::Tensor>> average;
  for (const auto& item : network->named_parameters()) average.emplace_back(item.key(), item.value().detach().clone());
  average.front().second = torch::zeros({1});
  expect_error(ErrorKind::kData, {"conv1.weight does not fit"}, [&] { load_average(*network, average, images, {}); });
}

}  // namespace
}  // namespace largestep
