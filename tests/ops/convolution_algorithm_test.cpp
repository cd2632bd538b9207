#include "ops/convolution_algorithm.h"

#include <gtest/gtest.h>

#include "kernels/amx/amx_convolution.h"
#include "kernels/own_kernels.h"
#include "kernels/winograd/winograd.h"

namespace largestep {
namespace {

/// With all that there is to choose from.
class ConvolutionAlgorithm : public testing::Test {
  ConvolutionChoiceScope choice_{ConvolutionChoice::kWinograd};
};

using kernels::ConvolutionShape;

constexpr ConvolutionShape kWhole{
    .images = 4, .height = 8, .width = 8, .in_channels = 64, .out_channels = 64, .kernel = 3, .stride = 1};

ConvolutionShape sized(std::int64_t height, std::int64_t width) {
  auto shape = kWhole;
  shape.height = height;
  shape.width = width;
  return shape;
}

TEST_F(ConvolutionAlgorithm, IsWinogradsWhereTilesCoverTheImage) {
  EXPECT_EQ(chosen_convolution<float>(kWhole), kernels::winograd_kernels<float>());
}

TEST_F(ConvolutionAlgorithm, IsDirectOnRequest) {
  const ConvolutionChoiceScope direct(ConvolutionChoice::kDirect);
  EXPECT_EQ(chosen_convolution<float>(kWhole), kernels::convolution_kernels<float>());
  const auto* amx = kernels::amx_convolution_kernels();
  const auto* other = kernels::convolution_kernels<kernels::BFloat16>();
  EXPECT_EQ(chosen_convolution<kernels::BFloat16>(kWhole), amx != nullptr ? amx : other);
}

TEST_F(ConvolutionAlgorithm, OfBFloat16IsThatOfAmxWhereItIs) {
  const auto* amx = kernels::amx_convolution_kernels();
  if (amx == nullptr) GTEST_SKIP() << "needs AMX";
  EXPECT_EQ(chosen_convolution<kernels::BFloat16>(kWhole), amx);
  auto images = kWhole;
  images.in_channels = kernels::kPaddedImageChannels;
  EXPECT_EQ(chosen_convolution<kernels::BFloat16>(images), kernels::convolution_kernels<kernels::BFloat16>());
}

TEST_F(ConvolutionAlgorithm, IsNotWinogradsWhereMostOfATileLiesOutsideTheImage) {
  for (const auto& shape : {sized(1, 1), sized(2, 2), sized(1, 32)}) {
    EXPECT_EQ(chosen_convolution<float>(shape), kernels::convolution_kernels<float>());
  }
}

TEST_F(ConvolutionAlgorithm, IsNotWinogradsForOtherKernelsAndStrides) {
  auto projection = kWhole;
  projection.kernel = 1;
  auto strided = kWhole;
  strided.stride = 2;
  for (const auto& shape : {projection, strided}) {
    EXPECT_EQ(chosen_convolution<float>(shape), kernels::convolution_kernels<float>());
  }
}

TEST_F(ConvolutionAlgorithm, IsLibTorchsForImagesWhereAvx2IsAllThereIs) {
  auto images = kWhole;
  images.in_channels = kernels::kPaddedImageChannels;
  const bool libtorchs = kernels::instruction_set() == kernels::InstructionSet::kAvx2;
  EXPECT_EQ(chosen_convolution<float>(images), libtorchs ? nullptr : kernels::convolution_kernels<float>());
}

TEST_F(ConvolutionAlgorithm, IsLibTorchsForChannelsThatVectorsDoNotHold) {
  for (const std::int64_t channels : {8, 24, 40, 16384}) {
    auto shape = kWhole;
    shape.in_channels = channels;
    EXPECT_EQ(chosen_convolution<float>(shape), nullptr) << channels;
    shape = kWhole;
    shape.out_channels = channels;
    EXPECT_EQ(chosen_convolution<float>(shape), nullptr) << channels;
  }
}

TEST_F(ConvolutionAlgorithm, IsTheSameForAnyNumberOfImages) {
  auto shape = kWhole;
  for (shape.images = 1; shape.images < 1000; shape.images *= 3) {
    EXPECT_EQ(chosen_convolution<float>(shape), chosen_convolution<float>(kWhole));
  }
}

}  // namespace
}  // namespace largestep
