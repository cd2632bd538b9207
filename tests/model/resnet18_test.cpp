#include "model/networks/resnet18.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"

namespace largestep {
namespace {

TEST(ResNet18, InitialConvolutionsHaveTheFanOutVariance) {
  torch::manual_seed(0);
  const ResNet18 network(ResNet18Options{.width = 32});
  const auto weight = network->named_parameters()["layer4.1.conv2.weight"];
  EXPECT_NEAR(weight.std().item<double>(), std::sqrt(2.0 / (9 * 256)), 2e-4);
  EXPECT_TRUE(weight.is_contiguous(torch::MemoryFormat::ChannelsLast));
}

TEST(ResNet18, RefusesAWidthOutOfRange) {
  for (const std::int64_t width : {-1, 0, 1025}) {
    expect_error(ErrorKind::kInvalidArgument, {fmt::format("width is {},", width)},
                 [&] { ResNet18(ResNet18Options{.width = width}); });
  }
}

}  // namespace
}  // namespace largestep
