#include "kernels/amx/amx_convolution.h"

#include <string>

#include "kernels/convolution_checks.h"
#include "kernels/emulated_amx.h"

namespace largestep::kernels {
namespace {

/// What else the gradient of the input consists of, also where no tap reaches.
void expect_added_to_input_gradient(const ConvolutionKernels<BFloat16>& kernels, const ConvolutionShape& shape) {
  const Sizes sizes(shape);
  const auto dy = drawn<BFloat16>(2, sizes.y);
  const auto weights = drawn<float>(3, sizes.weights);
  const auto added = drawn<BFloat16>(6, sizes.x);
  Values truth(sizes.x);
  for (std::size_t i = 0; i < truth.size(); ++i) truth[i] = static_cast<double>(value_of(added[i]));
  for_products(shape, [&](std::size_t at_x, std::size_t at_y, std::size_t at_weight) {
    truth[at_x] += static_cast<double>(value_of(dy[at_y])) * static_cast<double>(weights[at_weight]);
  });
  const auto dx = run(kernels.input_gradient, shape, dy, weights, {.added = added.data()}, sizes.x);
  EXPECT_LT(relative_distance(dx, truth), kBFloat16Rounding) << shape;
}

struct AmxUnit {
  const char* name;
  const ConvolutionKernels<BFloat16>* kernels;
};

std::ostream& operator<<(std::ostream& out, const AmxUnit& unit) { return out << unit.name; }

/// AMX's, where it is; and emulated.
std::vector<AmxUnit> amx_units() {
  std::vector<AmxUnit> units;
#if defined(__x86_64__)
  if (instruction_set() >= InstructionSet::kAvx512Bf16) units.push_back({"emulated", &emulated_amx_kernels()});
#endif
  if (const auto* kernels = amx_convolution_kernels()) units.push_back({"real", kernels});
  return units;
}

class AmxConvolution : public testing::TestWithParam<AmxUnit> {
 protected:
  const ConvolutionKernels<BFloat16>& kernels = *GetParam().kernels;
};

TEST_P(AmxConvolution, AgreesWithFloat64ToItsRounding) {
  for (const auto& shape : kShapes) expect_agreement(kernels, shape, kBFloat16Rounding);
}
TEST_P(AmxConvolution, ScalesAddsAndCutsOffInTheEpilogueBeforeItRounds) {
  expect_epilogue(kernels, *convolution_kernels<float>(), kShapes, kBFloat16Rounding);
}
TEST_P(AmxConvolution, AddsToTheInputGradientBeforeItRounds) {
  for (const auto& shape : kShapes) expect_added_to_input_gradient(kernels, shape);
}
TEST_P(AmxConvolution, GivesEachPartTheSameBitsWhateverIsWorkedOnBesideIt) { expect_parts_apart(kernels, kShapes); }

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AmxConvolution);  // without AVX512-BF16
INSTANTIATE_TEST_SUITE_P(EveryUnit, AmxConvolution, testing::ValuesIn(amx_units()),
                         [](const auto& unit) { return std::string(unit.param.name); });

TEST(AmxKernels, AreMissingBelowTheirInstructions) {
  EXPECT_EQ(amx_convolution_kernels(InstructionSet::kAvx512Bf16), nullptr);
}

}  // namespace
}  // namespace largestep::kernels
