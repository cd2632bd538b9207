#include "problems/image_classification.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/error.h"

namespace largestep {
namespace {

ImageSet random_images(std::int64_t count) {
  torch::manual_seed(11);
  return {.images = torch::randint(256, {count, 3, 32, 32}, torch::kByte),
          .labels = torch::randint(10, {count}, torch::kLong)};
}

ImageClassification classification(ImageClassificationOptions options) {
  torch::manual_seed(4);
  options.sampling.batch_size = 16;
  return ImageClassification(ResNet18(ResNet18Options{.width = 4}), random_images(48), options);
}

double first_loss(const ImageClassificationOptions& options) {
  auto sum = classification(options);
  return sum.loss(*sum.epoch({}).begin()).item<double>();
}

TEST(ImageClassification, LossIsTheCrossEntropyOfTheBatch) {
  auto sum = classification({});
  const Batch batch = *sum.epoch({}).begin();
  const auto loss = sum.loss(batch).item<double>();
  const auto images = sum.train_set().images.index_select(0, batch.indices).to(torch::kFloat) / 255;
  const auto logits = sum.network()->forward(images.contiguous(torch::MemoryFormat::ChannelsLast));
  const auto expected = torch::nn::functional::nll_loss(torch::log_softmax(logits, 1),
                                                        sum.train_set().labels.index_select(0, batch.indices));
  EXPECT_NEAR(loss, expected.item<double>(), 1e-5);
}

TEST(ImageClassification, GradientReachesEveryParameter) {
  auto sum = classification({.augment = true});
  sum.gradient(*sum.epoch({}).begin());
  for (const auto& [name, parameter] : sum.parameters()) {
    ASSERT_TRUE(parameter.grad().defined()) << name;
    EXPECT_GT(parameter.grad().abs().max().item<float>(), 0.0f) << name;
  }
}

TEST(ImageClassification, AugmentationAndLabelNoiseRepeatAndMatter) {
  const double plain = first_loss({});
  const double augmented = first_loss({.augment = true});
  const double noisy = first_loss({.label_noise = 0.5});
  EXPECT_NE(plain, augmented);
  EXPECT_NE(plain, noisy);
  EXPECT_EQ(augmented, first_loss({.augment = true}));
  EXPECT_EQ(noisy, first_loss({.label_noise = 0.5}));
}

TEST(ImageClassification, FixedLabelNoiseIsDrawnOnceAndReplacesItsShareOfTheLabels) {
  const auto clean = random_images(2000).labels;
  const auto make = [] {
    return ImageClassification(ResNet18(ResNet18Options{.width = 2}), random_images(2000),
                               {.sampling = {.batch_size = 16}, .label_noise = 0.3, .fixed_label_noise = true});
  };
  const auto labels = make().train_set().labels;
  EXPECT_NEAR((labels != clean).to(torch::kDouble).mean().item<double>(), 0.3, 0.03);
  EXPECT_TRUE(torch::equal(labels, make().train_set().labels));
  // Every wrong class comes up about as often.
  const auto moved = (labels - clean).masked_select(labels != clean).remainder(10);
  EXPECT_GT(torch::bincount(moved, {}, 10).narrow(0, 1, 9).min().item<std::int64_t>(), 40);
}

TEST(ImageClassification, BfloatLossIsNearTheFloatLossAndFloat32) {
  auto sum = classification({.precision = Precision::kBFloat16});
  const auto loss = sum.loss(*sum.epoch({}).begin());
  EXPECT_EQ(loss.scalar_type(), torch::kFloat);
  EXPECT_NEAR(loss.item<double>(), first_loss({}), 0.05);
}

TEST(ImageClassification, RefusesLabelNoiseOutOfRange) { EXPECT_THROW(classification({.label_noise = 1.5}), Error); }

}  // namespace
}  // namespace largestep
