#include "data/device_batch.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"

namespace largestep {
namespace {

torch::Tensor drawn_pictures(std::int64_t count) {
  torch::manual_seed(19);
  return torch::randint(0, 256, {count, 3, 32, 32}, torch::kByte);
}

void expect_the_images_of_make_batch(const c10::Device& device) {
  const auto images = drawn_pictures(200);
  const auto indices = torch::randperm(200);
  for (const auto& [augment, cutout] : {std::pair(false, 0), {true, 0}, {false, 12}, {true, 12}}) {
    for (const auto type : {at::kFloat, at::kBFloat16}) {
      const BatchOptions options{.augment = augment, .cutout = cutout, .seed = 3, .epoch = 4, .dtype = type};
      const auto batch = make_batch_on_device(images.to(device), indices, options);
      EXPECT_TRUE(batch.is_contiguous(at::MemoryFormat::ChannelsLast));
      EXPECT_TRUE(torch::equal(batch.cpu(), make_batch(images, indices, options)));
    }
  }
}

TEST(DeviceBatch, HasTheImagesOfMakeBatchValueForValue) { expect_the_images_of_make_batch(c10::kCPU); }

TEST(DeviceBatch, HasTheImagesOfMakeBatchValueForValue_CUDA) {
  if (!torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  expect_the_images_of_make_batch(c10::Device(c10::kCUDA, 0));
}

TEST(DeviceBatch, RefusesAnImageThatIsNotThere) {
  expect_error(ErrorKind::kInvalidArgument, {"image 4 was asked for, there are 4"},
               [&] { make_batch_on_device(drawn_pictures(4), torch::tensor({4}, torch::kLong)); });
}

}  // namespace
}  // namespace largestep
