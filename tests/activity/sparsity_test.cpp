#include "activity/sparsity.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "activity/distinct_features.h"
#include "expect_error.h"
#include "model/networks/resnet18.h"

namespace largestep {
namespace {

ImageSet random_images(std::int64_t count) {
  torch::manual_seed(1);
  return {.images = torch::randint(256, {count, 3, 32, 32}, torch::kByte),
          .labels = torch::randint(10, {count}, torch::kLong)};
}

TEST(MeasureSparsity, OnePassGivesWhatSeparatePassesGive) {
  torch::manual_seed(3);
  ResNet18 network(ResNet18Options{.width = 4});
  const auto images = random_images(70);
  const auto report = measure_sparsity(*network, images, {.seed = 9}, {.batch_size = 32});
  EXPECT_EQ(report.images, 70);
  EXPECT_EQ(report.layers.size(), 18u);
  ASSERT_EQ(report.blocks.size(), 5u);
  EXPECT_TRUE(network->is_training());

  network->eval();
  const torch::NoGradGuard no_grad;
  std::size_t block = 0;
  for (const auto& [name, tap] : network->blocks()) {
    at::Tensor features;
    const auto keep = subscribe(*network, tap, [&](const std::string&, const at::Tensor& x) {
      features = x.contiguous().reshape({x.size(0), -1});
    });
    network->forward((images.images.to(torch::kFloat) / 255).contiguous(torch::MemoryFormat::ChannelsLast));
    const auto units = sample_units(features.size(1), 1000, 9, block);
    const auto& result = report.blocks.at(block++);
    EXPECT_EQ(result.layer, tap);
    EXPECT_EQ(result.units, features.size(1));
    // The batch size may flip activations within rounding of zero.
    EXPECT_NEAR(result.active_fraction, active_fraction(features), 1e-4);
    EXPECT_NEAR(result.distinct_active_fraction,
                distinct_features(features.index_select(1, units)).distinct_active_fraction, 2e-3);
  }
}

TEST(MeasureSparsity, NeedsTwoImages) {
  ResNet18 network(ResNet18Options{.width = 2});
  expect_error(ErrorKind::kInvalidArgument, {"at least 2 images"},
               [&] { measure_sparsity(*network, random_images(1), {}, {}); });
}

TEST(ProbeSet, IsTheFirst10752Images) {
  const ImageSet set{.images = torch::zeros({11'000, 1}), .labels = torch::arange(11'000)};
  const auto probe = probe_set(set);
  EXPECT_EQ(probe.labels.numel(), 10'752);
  EXPECT_EQ(probe.labels[-1].item<std::int64_t>(), 10'751);
  EXPECT_EQ(probe_set({.images = torch::zeros({5, 1}), .labels = torch::arange(5)}).labels.numel(), 5);
}

}  // namespace
}  // namespace largestep
