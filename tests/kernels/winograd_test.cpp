#include "kernels/winograd/winograd.h"

#include "kernels/convolution_checks.h"
#include "kernels/every_instruction_set.h"

namespace largestep::kernels {
namespace {

constexpr double kWinogradRounding = 4e-6;  // its transforms add up what is several times as large as the results

/// Tiles whole and cut off, fewer than a group of them and more, one and two vectors of channels on either side.
constexpr ConvolutionShape kWinogradShapes[] = {
    {.images = 2, .height = 32, .width = 32, .in_channels = 16, .out_channels = 16, .kernel = 3, .stride = 1},
    {.images = 2, .height = 9, .width = 7, .in_channels = 32, .out_channels = 48, .kernel = 3, .stride = 1},
    {.images = 7, .height = 8, .width = 8, .in_channels = 48, .out_channels = 32, .kernel = 3, .stride = 1},
    {.images = 9, .height = 4, .width = 4, .in_channels = 64, .out_channels = 64, .kernel = 3, .stride = 1},
    {.images = 3, .height = 18, .width = 18, .in_channels = 64, .out_channels = 16, .kernel = 3, .stride = 1},
    {.images = 2, .height = 1, .width = 1, .in_channels = 32, .out_channels = 32, .kernel = 3, .stride = 1},
    {.images = 2, .height = 3, .width = 2, .in_channels = 16, .out_channels = 32, .kernel = 3, .stride = 1},
    {.images = 1, .height = 5, .width = 35, .in_channels = 32, .out_channels = 16, .kernel = 3, .stride = 1},
    {.images = 2, .height = 4, .width = 4, .in_channels = 256, .out_channels = 128, .kernel = 3, .stride = 1}};
class FloatWinograd : public testing::TestWithParam<InstructionSet> {
 protected:
  const ConvolutionKernels<float>& kernels = *winograd_kernels<float>(GetParam());
};

class BFloat16Winograd : public testing::TestWithParam<InstructionSet> {
 protected:
  const ConvolutionKernels<BFloat16>& kernels = *winograd_kernels<BFloat16>(GetParam());
};

TEST_P(FloatWinograd, AgreesWithFloat64) {
  for (const auto& shape : kWinogradShapes) expect_agreement(kernels, shape, kWinogradRounding, kWinogradRounding);
}
TEST_P(FloatWinograd, ScalesAddsAndCutsOffInTheEpilogue) {
  expect_epilogue(kernels, kernels, kWinogradShapes, kFloatRounding);
}
TEST_P(FloatWinograd, KeepsNotANumberInTheEpilogue) { expect_to_keep_not_a_number(kernels); }

TEST_P(BFloat16Winograd, AgreesWithFloat64ToItsRounding) {
  for (const auto& shape : kWinogradShapes) expect_agreement(kernels, shape, kBFloat16Rounding, kWinogradRounding);
}
TEST_P(BFloat16Winograd, ScalesAddsAndCutsOffInTheEpilogueBeforeItRounds) {
  expect_epilogue(kernels, *winograd_kernels<float>(GetParam()), kWinogradShapes, kBFloat16Rounding);
}

TEST_P(BFloat16Winograd, GivesEachPartTheSameBitsWhateverIsWorkedOnBesideIt) {
  expect_parts_apart(kernels, kWinogradShapes);
}

TEST_P(FloatWinograd, GivesEachPartTheSameBitsWhateverIsWorkedOnBesideIt) {
  expect_parts_apart(kernels, kWinogradShapes);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FloatWinograd);  // where no set has it
INSTANTIATE_TEST_SUITE_P(EverySet, FloatWinograd, every_instruction_set(InstructionSet::kNeon), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(BFloat16Winograd);  // where no set has it
INSTANTIATE_TEST_SUITE_P(EverySet, BFloat16Winograd, every_instruction_set(InstructionSet::kNeon), test_name);

TEST(WinogradKernels, AreMissingBelowTheirInstructions) {
  EXPECT_EQ(winograd_kernels<float>(InstructionSet::kBaseline), nullptr);
  EXPECT_EQ(winograd_kernels<BFloat16>(InstructionSet::kBaseline), nullptr);
}

}  // namespace
}  // namespace largestep::kernels
