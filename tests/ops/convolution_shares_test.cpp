#include "ops/convolution_shares.h"

#include <gtest/gtest.h>

#include <vector>

namespace largestep {
namespace {

using kernels::ConvolutionShape;

/// The 3x3 convolutions of a stage of ResNet-18.
ConvolutionShape stage(std::int64_t images, std::int64_t channels, std::int64_t side) {
  return {.images = images,
          .height = side,
          .width = side,
          .in_channels = channels,
          .out_channels = channels,
          .kernel = 3,
          .stride = 1};
}

void expect_everything_once(const ConvolutionShares& shares) {
  std::vector<int> times(static_cast<std::size_t>(shares.images * shares.blocks));
  for (std::int64_t share = 0; share < shares.count(); ++share) {
    const auto part = shares.part(share);
    for (auto image = part.first_image; image < part.last_image; ++image) {
      for (auto block = part.first_block; block < part.last_block; ++block) {
        ++times[static_cast<std::size_t>(image * shares.blocks + block)];
      }
    }
  }
  EXPECT_EQ(times, std::vector<int>(times.size(), 1)) << shares.images << " images in " << shares.of_images << ", "
                                                      << shares.blocks << " blocks in " << shares.of_channels;
}

TEST(ConvolutionShares, HaveEachBlockOfEachImageOnce) {
  for (const std::int64_t images : {0, 1, 2, 3, 7, 64}) {
    for (const std::int64_t blocks : {1, 3, 4, 32}) {
      for (const std::int64_t threads : {1, 2, 3, 7, 16, 64}) {
        expect_everything_once(shares_of_pass(images, blocks, threads));
        const auto shares = shares_of_weight_gradient(stage(images, 16 * blocks, 4), blocks, threads);
        expect_everything_once(shares);
        EXPECT_LE(shares.count(), threads);
      }
    }
  }
}

TEST(ConvolutionShares, OfAPassAreImagesUnlessThreadsAreTwiceAsMany) {
  EXPECT_EQ(shares_of_pass(5, 32, 8).count(), 5);
  EXPECT_EQ(shares_of_pass(4, 32, 8).count(), 8);
  EXPECT_EQ(shares_of_pass(1, 4, 8).count(), 4);
}

TEST(ConvolutionShares, OfTheWeightsGradientAreOfImagesAloneForTwoThreads) {
  for (const std::int64_t images : {64, 128, 256}) {
    for (const auto& shape :
         {stage(images, 64, 32), stage(images, 128, 16), stage(images, 256, 8), stage(images, 512, 4)}) {
      const auto shares = shares_of_weight_gradient(shape, shape.out_channels / 16, 2);
      EXPECT_EQ(shares.of_images, 2);
      EXPECT_EQ(shares.of_channels, 1);
    }
  }
}

TEST(ConvolutionShares, OfTheWeightsGradientAreOfChannelsWhereSumsWouldBeMore) {
  EXPECT_EQ(shares_of_weight_gradient(stage(64, 64, 32), 4, 16).of_channels, 1);
  const auto last = shares_of_weight_gradient(stage(64, 512, 4), 32, 16);
  EXPECT_EQ(last.count(), 16);
  EXPECT_GT(last.of_channels, 1);
  const auto of_few = shares_of_weight_gradient(stage(2, 512, 4), 32, 16);
  EXPECT_EQ(of_few.count(), 16);
}

}  // namespace
}  // namespace largestep
