#include "data/augment.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <array>
#include <thread>

#include "data/cutout.h"
#include "expect_error.h"
#include "ops/crop.h"

namespace largestep {
namespace {

torch::Tensor noise_images(std::int64_t count) {
  torch::manual_seed(5);
  return torch::randint(0, 256, {count, 3, 32, 32}, torch::kUInt8);
}

/// What the kernel should do, in LibTorch's own operations, image by image.
torch::Tensor naive_batch(const torch::Tensor& images, const torch::Tensor& indices, const BatchOptions& options) {
  std::vector<torch::Tensor> batch;
  for (std::int64_t i = 0; i < indices.numel(); ++i) {
    const auto index = indices[i].item<std::int64_t>();
    auto image = torch::constant_pad_nd(images[index].to(torch::kFloat), {4, 4, 4, 4}) / 255;
    const Crop crop = draw_crop(options.seed, options.epoch, index);
    image = image.slice(1, crop.row, crop.row + 32).slice(2, crop.column, crop.column + 32);
    batch.push_back(crop.flip ? image.flip(2) : image);
  }
  return torch::stack(batch);
}

TEST(MakeBatch, IsThePixelsOver255ExactlyWithoutAugmentation) {
  const auto images = noise_images(40);
  const auto indices = torch::tensor({3, 0, 39, 3}, torch::kInt64);
  const auto batch = make_batch(images, indices);
  EXPECT_EQ(batch.scalar_type(), torch::kFloat);
  EXPECT_TRUE(torch::equal(batch, images.index_select(0, indices).to(torch::kFloat) / 255));
}

TEST(MakeBatch, RoundsToTheNearestBFloat16) {
  const auto images = torch::arange(3 * 1024).remainder(256).to(torch::kUInt8).view({1, 3, 32, 32});
  const auto batch = make_batch(images, torch::zeros({1}, torch::kInt64), {.dtype = torch::kBFloat16});
  EXPECT_TRUE(torch::equal(batch, (images.to(torch::kFloat) / 255).to(torch::kBFloat16)));
}

TEST(MakeBatch, IsInChannelsLastMemory) {
  const auto batch = make_batch(noise_images(8), torch::arange(8));
  EXPECT_EQ(batch.sizes(), (std::vector<std::int64_t>{8, 3, 32, 32}));
  EXPECT_EQ(batch.strides(), (std::vector<std::int64_t>{3072, 1, 96, 3}));
}

TEST(MakeBatch, CropsAndFlipsLikePadSliceAndFlip) {
  const auto images = noise_images(600);
  const auto indices = torch::arange(600).flip(0);
  const BatchOptions options{.augment = true, .seed = 11, .epoch = 4};
  EXPECT_TRUE(torch::equal(make_batch(images, indices, options), naive_batch(images, indices, options)));
}

TEST(MakeBatch, IsTheSameFromSeveralThreadsAtOnce) {
  const auto images = noise_images(200);
  const auto indices = torch::arange(200);
  const BatchOptions options{.augment = true, .seed = 3, .epoch = 1};
  std::vector<torch::Tensor> batches(4);
  std::vector<std::thread> threads;
  for (auto& batch : batches) threads.emplace_back([&] { batch = make_batch(images, indices, options); });
  for (auto& thread : threads) thread.join();
  const auto expected = make_batch(images, indices, options);
  for (const auto& batch : batches) EXPECT_TRUE(torch::equal(batch, expected));
}

TEST(MakeBatch, AugmentsAnImageTheSameInAnyBatch) {
  const auto images = noise_images(100);
  const BatchOptions options{.augment = true, .seed = 1, .epoch = 2};
  const auto all = make_batch(images, torch::arange(100), options);
  const auto some = make_batch(images, torch::tensor({98, 5, 5}, torch::kInt64), options);
  EXPECT_TRUE(torch::equal(some[0], all[98]));
  EXPECT_TRUE(torch::equal(some[1], all[5]));
  EXPECT_TRUE(torch::equal(some[2], all[5]));
}

TEST(MakeBatch, IsTheSameWithOneAndWithTwoThreads) {
  const auto images = noise_images(333);
  const BatchOptions options{.augment = true};
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const auto one = make_batch(images, torch::arange(333), options);
  at::set_num_threads(2);
  const auto two = make_batch(images, torch::arange(333), options);
  at::set_num_threads(threads);
  EXPECT_TRUE(torch::equal(one, two));
}

TEST(MakeBatch, DrawsAfreshForEachEpochAndSeed) {
  const auto images = noise_images(50);
  const auto batch = [&](std::uint64_t seed, std::int64_t epoch) {
    return make_batch(images, torch::arange(50), {.augment = true, .seed = seed, .epoch = epoch});
  };
  EXPECT_FALSE(torch::equal(batch(0, 0), batch(0, 1)));
  EXPECT_FALSE(torch::equal(batch(0, 0), batch(1, 0)));
}

TEST(MakeBatch, OfNoImagesIsEmpty) {
  EXPECT_EQ(make_batch(noise_images(2), torch::empty({0}, torch::kInt64)).sizes(),
            (std::vector<std::int64_t>{0, 3, 32, 32}));
}

TEST(MakeBatch, RefusesIndicesOutOfRange) {
  const auto images = noise_images(10);
  for (const std::int64_t bad : {-1, 10}) {
    expect_error(ErrorKind::kInvalidArgument, {std::to_string(bad), "10"}, [&] {
      make_batch(images, torch::tensor({0, static_cast<int>(bad)}, torch::kInt64));
    });
  }
}

TEST(MakeBatch, RefusesOtherShapesAndTypes) {
  const auto images = noise_images(2);
  const auto indices = torch::arange(2);
  const auto refuses = [](const torch::Tensor& x, const torch::Tensor& i, const BatchOptions& options) {
    expect_error(ErrorKind::kInvalidArgument, {}, [&] { make_batch(x, i, options); });
  };
  refuses(images.to(torch::kFloat), indices, {});
  refuses(images[0], indices, {});
  refuses(images.transpose(2, 3), indices, {});
  refuses(images, indices.to(torch::kInt32), {});
  refuses(images, indices.view({2, 1}), {});
  refuses(images, indices, {.epoch = -1});
  refuses(images, indices, {.dtype = torch::kFloat64});
}

TEST(DrawCrop, IsUniformOverOffsetsAndFlips) {
  constexpr int kDraws = 81'000;
  std::array<std::array<int, 9>, 9> windows{};
  int flips = 0;
  for (int index = 0; index < kDraws; ++index) {
    const Crop crop = draw_crop(2, 3, index);
    ++windows.at(static_cast<std::size_t>(crop.row)).at(static_cast<std::size_t>(crop.column));
    flips += crop.flip ? 1 : 0;
  }
  for (const auto& row : windows) {
    for (const int count : row) EXPECT_NEAR(count, 1'000, 160);  // five standard deviations
  }
  EXPECT_NEAR(flips, kDraws / 2, 712);
}

TEST(DrawCut, IsASquareAroundAnyPixelClippedToTheImage) {
  constexpr int kDraws = 102'400;
  std::array<int, 1024> centres{};
  for (int index = 0; index < kDraws; ++index) {
    const Cut cut = draw_cut(8, 32, 2, 3, index);
    const auto centre = [](int first, int last) { return first == 0 ? last - 4 : first + 4; };
    const int row = centre(cut.first_row, cut.last_row);
    const int column = centre(cut.first_column, cut.last_column);
    EXPECT_EQ(cut.last_row, std::min(row + 4, 32));
    EXPECT_EQ(cut.last_column, std::min(column + 4, 32));
    ++centres.at(static_cast<std::size_t>(32 * row + column));
  }
  for (const int count : centres) EXPECT_NEAR(count, 100, 55);  // five and a half standard deviations
}

TEST(DrawCut, LeavesTheCropAsItIsAndIsNoneByDefault) {
  const auto images = noise_images(50);
  const auto indices = torch::arange(50);
  const auto whole = make_batch(images, indices, {.augment = true, .seed = 7});
  const auto cut = make_batch(images, indices, {.augment = true, .cutout = 8, .seed = 7});
  EXPECT_TRUE(torch::equal(torch::where(cut == 0, cut, whole), cut));
  EXPECT_FALSE(torch::equal(whole, cut));
  EXPECT_EQ(draw_cut(0, 32, 1, 2, 3).last_row, 0);
}

}  // namespace
}  // namespace largestep
