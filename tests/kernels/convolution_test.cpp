#include "kernels/convolution/convolution.h"

#include "kernels/convolution_checks.h"
#include "kernels/every_instruction_set.h"

namespace largestep::kernels {
namespace {

constexpr ConvolutionShape kImageShapes[] = {
    {.images = 3, .height = 16, .width = 16, .in_channels = 4, .out_channels = 16, .kernel = 3, .stride = 1},
    {.images = 2, .height = 9, .width = 7, .in_channels = 4, .out_channels = 48, .kernel = 3, .stride = 1},
    {.images = 3, .height = 8, .width = 33, .in_channels = 4, .out_channels = 32, .kernel = 3, .stride = 2}};

class FloatConvolution : public testing::TestWithParam<InstructionSet> {
 protected:
  const ConvolutionKernels<float>& kernels = *convolution_kernels<float>(GetParam());
};

class BFloat16Convolution : public testing::TestWithParam<InstructionSet> {
 protected:
  const ConvolutionKernels<BFloat16>& kernels = *convolution_kernels<BFloat16>(GetParam());
};

TEST_P(FloatConvolution, AgreesWithFloat64) {
  for (const auto& shape : kShapes) expect_agreement(kernels, shape, kFloatRounding);
}
TEST_P(FloatConvolution, OfPaddedImagesAgreesWithFloat64) {
  for (const auto& shape : kImageShapes) expect_agreement(kernels, shape, kFloatRounding);
}
TEST_P(FloatConvolution, ScalesAddsAndCutsOffInTheEpilogue) {
  expect_epilogue(kernels, kernels, kShapes, kFloatRounding);
}

TEST_P(FloatConvolution, GivesEachPartTheSameBitsWhateverIsWorkedOnBesideIt) { expect_parts_apart(kernels, kShapes); }

TEST_P(FloatConvolution, KeepsNotANumberInTheEpilogue) { expect_to_keep_not_a_number(kernels); }

TEST_P(BFloat16Convolution, AgreesWithFloat64ToItsRounding) {
  for (const auto& shape : kShapes) expect_agreement(kernels, shape, kBFloat16Rounding);
}
TEST_P(BFloat16Convolution, OfPaddedImagesAgreesWithFloat64ToItsRounding) {
  for (const auto& shape : kImageShapes) expect_agreement(kernels, shape, kBFloat16Rounding);
}
TEST_P(BFloat16Convolution, ScalesAddsAndCutsOffInTheEpilogueBeforeItRounds) {
  expect_epilogue(kernels, *convolution_kernels<float>(GetParam()), kShapes, kBFloat16Rounding);
}

TEST_P(BFloat16Convolution, GivesEachPartTheSameBitsWhateverIsWorkedOnBesideIt) {
  expect_parts_apart(kernels, kShapes);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FloatConvolution);  // where no set has it
INSTANTIATE_TEST_SUITE_P(EverySet, FloatConvolution, every_instruction_set(InstructionSet::kNeon), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(BFloat16Convolution);  // where no set has it
INSTANTIATE_TEST_SUITE_P(EverySet, BFloat16Convolution, every_instruction_set(InstructionSet::kAvx512Bf16), test_name);

TEST(ConvolutionKernels, AreMissingBelowTheirInstructions) {
  EXPECT_EQ(convolution_kernels<float>(InstructionSet::kBaseline), nullptr);
  EXPECT_EQ(convolution_kernels<BFloat16>(InstructionSet::kAvx512), nullptr);
}

}  // namespace
}  // namespace largestep::kernels
