#include "catalog/training_images.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"

namespace largestep {
namespace {

TEST(TestImages, AreTheFirstOfThoseThereAre) {
  const ImageSet all{torch::zeros({5, 3, 2, 2}, torch::kByte), torch::arange(5)};
  Settings settings;
  EXPECT_EQ(test_images(settings, all).labels.numel(), 5);
  settings.test_size = 3;
  const auto some = test_images(settings, all);
  EXPECT_EQ(some.images.size(0), 3);
  EXPECT_TRUE(some.labels.equal(torch::arange(3)));
}

TEST(TestImages, AreRefusedIfThereAreFewer) {
  Settings settings;
  EXPECT_FALSE(test_images(settings, {}).images.defined());
  settings.test_size = 6;
  expect_error(ErrorKind::kInvalidArgument, {"test-size is 6, but there are 0 test images"},
               [&] { test_images(settings, {}); });
}

}  // namespace
}  // namespace largestep
