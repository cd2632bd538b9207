#include "pictures/exciting_images.h"

#include <gmock/gmock.h>

#include "expect_error.h"
#include "model/networks/resnet18.h"

namespace largestep {
namespace {

ImageSet random_images(std::int64_t count) {
  torch::manual_seed(2);
  return {.images = torch::randint(0, 256, {count, 3, 32, 32}, torch::kUInt8),
          .labels = torch::zeros({count}, torch::kLong)};
}

TEST(ChannelExcitement, FindsTheImagesThatAFilterWrittenByHandLooksFor) {
  // The stem's first filter is made to answer to red alone, the second to blue: the reddest image is known beforehand.
  ResNet18 network(ResNet18Options{.width = 4});
  const torch::NoGradGuard no_grad;
  auto weight = network->named_parameters()["conv1.weight"];
  weight.zero_();
  weight[0][0][1][1] = 1;
  weight[1][2][1][1] = 1;
  const auto set = random_images(7);
  set.images[4][0].fill_(255);
  set.images[2][2].fill_(255);
  const ChannelExcitement excitement(*network, "stem", {1, 0});
  score_images(*network, set, {.batch_size = 3});
  EXPECT_EQ(excitement.strongest(0, 1), std::vector<std::int64_t>{2});
  EXPECT_EQ(excitement.strongest(1, 1), std::vector<std::int64_t>{4});
  // The rest in order of their mean red.
  const auto red = set.images.select(1, 0).to(torch::kDouble).mean({1, 2});
  const auto order = excitement.strongest(1, 7);
  for (std::size_t i = 1; i < order.size(); ++i) {
    EXPECT_GE(red[order[i - 1]].item<double>(), red[order[i]].item<double>());
  }
}

TEST(ChannelExcitement, RefusesALayerOrChannelThatIsNotThere) {
  ResNet18 network(ResNet18Options{.width = 4});
  expect_error(ErrorKind::kInvalidArgument, {"layer5.0.relu1"},
               [&] { ChannelExcitement(*network, "layer5.0.relu1", {0}); });
  const ChannelExcitement excitement(*network, "pooled", {32});
  expect_error(ErrorKind::kInvalidArgument, {"channel 32 is not one of pooled"},
               [&] { score_images(*network, random_images(2), {}); });
}

}  // namespace
}  // namespace largestep
