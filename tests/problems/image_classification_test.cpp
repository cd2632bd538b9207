#include "problems/image_classification.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>

#include "device/bfloat16_support.h"
#include "expect_error.h"
#include "model/networks/resnet18.h"

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
  return ImageClassification(ResNet18(ResNet18Options{.width = 4}).ptr(), {.train = random_images(48)}, options);
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
    return ImageClassification(ResNet18(ResNet18Options{.width = 2}).ptr(), {.train = random_images(2000)},
                               {.sampling = {.batch_size = 16}, .label_noise = 0.3, .fixed_label_noise = true});
  };
  const auto labels = make().train_set().labels;
  EXPECT_NEAR((labels != clean).to(torch::kDouble).mean().item<double>(), 0.3, 0.03);
  EXPECT_TRUE(torch::equal(labels, make().train_set().labels));
  // Every wrong class comes up about as often.
  const auto moved = (labels - clean).masked_select(labels != clean).remainder(10);
  EXPECT_GT(torch::bincount(moved, {}, 10).narrow(0, 1, 9).min().item<std::int64_t>(), 40);
}

TEST(ImageClassification, LabelNoiseOverAllClassesLeavesATenthOfItsShareRight) {
  const auto clean = random_images(2000).labels;
  const ImageClassification sum(
      ResNet18(ResNet18Options{.width = 2}).ptr(), {.train = random_images(2000)},
      {.sampling = {.batch_size = 16}, .label_noise = 1.0, .noise_over_all_classes = true, .fixed_label_noise = true});
  const auto& labels = sum.train_set().labels;
  EXPECT_NEAR((labels == clean).to(torch::kDouble).mean().item<double>(), 0.1, 0.02);
  const auto counts = torch::bincount(labels, {}, 10);
  EXPECT_GT(counts.min().item<std::int64_t>(), 150);
  EXPECT_LT(counts.max().item<std::int64_t>(), 250);
}

TEST(ImageClassification, LabelNoiseEndsWithItsLastEpoch) {
  auto sum = classification({.label_noise = 1.0, .noisy_epochs = 2});
  auto clean = classification({});
  for (std::int64_t epoch = 0; epoch < 4; ++epoch) {
    const Batch batch = *sum.epoch({.epoch = epoch}).begin();
    EXPECT_EQ(sum.loss(batch).item<double>() != clean.loss(batch).item<double>(), epoch < 2) << epoch;
  }
}

TEST(ImageClassification, BfloatLossIsNearTheFloatLossAndFloat32) {
  if (!bfloat16_works()) GTEST_SKIP() << "LibTorch can't do bfloat16 here";
  auto sum = classification({.precision = Precision::kBFloat16});
  const auto loss = sum.loss(*sum.epoch({}).begin());
  EXPECT_EQ(loss.scalar_type(), torch::kFloat);
  EXPECT_NEAR(loss.item<double>(), first_loss({}), 0.05);
}

/// Losses and weights of some epochs of training.
struct Trained {
  std::vector<double> losses;
  std::vector<at::Tensor> weights;
};

/// @param watched  step, from 0, at which somebody listens to a tap; -1: never
Trained train_for(std::int64_t epochs, const ImageClassificationOptions& options, int watched = -1,
                  int* calls = nullptr) {
  auto sum = classification(options);
  Sgd sgd(sum.parameters(), {.momentum = 0.9, .weight_decay = 5e-4});
  Trained trained;
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    for (const Batch& batch : sum.epoch({.epoch = epoch, .step = epoch * sum.steps_per_epoch()})) {
      TapSubscription subscription;
      if (batch.at.step == watched) {
        subscription = subscribe(*sum.network(), "pooled", [&](const std::string&, const at::Tensor&) { ++*calls; });
      }
      trained.losses.push_back(sum.gradient(batch).value());
      sgd.step(0.05);
    }
  }
  for (const auto& [name, tensor] : sum.state()) trained.weights.push_back(tensor);
  return trained;
}

TEST(ImageClassification, StepsOnBuffersAtAFixedPlaceGiveTheSameBits) {
  for (const auto precision : {Precision::kFloat32, Precision::kBFloat16}) {
    if (precision == Precision::kBFloat16 && !bfloat16_works()) continue;
    for (const bool fixed : {false, true}) {
      ImageClassificationOptions options{
          .augment = true, .label_noise = 0.3, .fixed_label_noise = fixed, .noisy_epochs = 2, .precision = precision};
      const auto usual = train_for(3, options);
      options.replay = true;
      int calls = 0;
      const auto replayed = train_for(3, options, /*watched=*/4, &calls);
      EXPECT_EQ(usual.losses, replayed.losses);
      for (std::size_t i = 0; i < usual.weights.size(); ++i) {
        EXPECT_TRUE(torch::equal(usual.weights[i], replayed.weights[i])) << i;
      }
      EXPECT_EQ(calls, 1);
    }
  }
}

TEST(ImageClassification, ReplaysTheStepsThatItTakesOneByOne_CUDA) {
  if (!torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  const c10::Device device(c10::kCUDA, 0);
  const OwnStreamScope stream(device);
  auto sum = classification({.augment = true, .label_noise = 0.3, .device = device, .replay = true});
  Sgd sgd(sum.parameters(), {.momentum = 0.9, .weight_decay = 5e-4});
  sgd.replay_steps();
  for (std::int64_t epoch = 0; epoch < 7; ++epoch) {
    for (const Batch& batch : sum.epoch({.epoch = epoch, .step = epoch * sum.steps_per_epoch()})) {
      // The same step one by one, from the same weights; only BatchNorm's running statistics see it twice.
      const auto loss = sum.FiniteSum::gradient(batch).value();
      std::vector<at::Tensor> gradients;
      for (const auto& [name, parameter] : sum.parameters()) gradients.push_back(parameter.grad().clone());
      EXPECT_NEAR(sum.gradient(batch).value(), loss, 1e-3) << "step " << batch.at.step;
      std::size_t i = 0;
      for (const auto& [name, parameter] : sum.parameters()) {
        EXPECT_TRUE(torch::allclose(parameter.grad(), gradients[i++], 1e-2, 1e-4)) << name;
      }
      sgd.step(0.05);
    }
  }
}

TEST(ImageClassification, SamplesTrainingImagesWithTheirLabelsAsTrainingSeesThem) {
  const auto plain = classification({});
  const auto& all = plain.train_set();
  const auto sample = plain.augmented_sample(20, 3);
  ASSERT_EQ(sample.images.size(0), 20);
  std::set<std::int64_t> drawn;
  for (std::int64_t i = 0; i < 20; ++i) {
    const auto same = (all.images == sample.images[i]).flatten(1).all(1).nonzero();
    ASSERT_EQ(same.numel(), 1) << "an image of the set, byte for byte";
    const auto index = same.item<std::int64_t>();
    EXPECT_TRUE(drawn.insert(index).second) << "without replacement";
    EXPECT_EQ(all.labels[index].item<std::int64_t>(), sample.labels[i].item<std::int64_t>());
  }
  EXPECT_TRUE(torch::equal(sample.images, plain.augmented_sample(20, 3).images));
  EXPECT_FALSE(torch::equal(sample.labels, plain.augmented_sample(20, 4).labels));
  EXPECT_FALSE(torch::equal(sample.images, classification({.augment = true}).augmented_sample(20, 3).images));
  EXPECT_EQ(plain.augmented_sample(1000, 0).images.size(0), 48);
}

TEST(ImageClassification, RefusesLabelNoiseOutOfRange) {
  expect_error(ErrorKind::kInvalidArgument, {"label-noise is 1.5"}, [&] { classification({.label_noise = 1.5}); });
}

}  // namespace
}  // namespace largestep
