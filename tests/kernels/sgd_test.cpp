#include "kernels/sgd/sgd.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/elements.h"
#include "kernels/every_instruction_set.h"

namespace largestep::kernels {
namespace {

/// Around whole vectors of every width, and their multiples that a loop may take at once.
constexpr std::size_t kEntries[] = {0, 1, 7, 8, 9, 15, 16, 17, 33, 200};

class SgdKernel : public testing::TestWithParam<InstructionSet> {
 protected:
  const SgdKernels& kernels = *sgd_kernels(GetParam());
};

/// One entry's step as torch.optim.SGD rounds it. @return  the new weight; v is changed where there is one
float step(const SgdStep<float>& by, float g, float* v, float w) {
  float direction = by.weight_decay != 0.0F ? std::fma(by.weight_decay, w, g) : g;
  if (v != nullptr) {
    const float decayed = *v * by.momentum;
    *v = decayed + direction;
    direction = by.nesterov ? std::fma(by.momentum, *v, direction) : *v;
  }
  return std::fma(-by.step_size, direction, w);
}

TEST_P(SgdKernel, RoundsEveryEntryLikePyTorch) {
  for (const auto size : kEntries) {
    for (const float weight_decay : {0.0F, 0.01F}) {
      for (const auto& [has_momentum, nesterov] : {std::pair{false, false}, {true, false}, {true, true}}) {
        const auto g = drawn<float>(1, size);
        auto v = drawn<float>(2, size);
        auto w = drawn<float>(3, size + 1);
        auto expected_v = v;
        auto expected_w = w;
        const SgdStep<float> by{.g = g.data(),
                                .v = has_momentum ? v.data() : nullptr,
                                .w = w.data(),
                                .size = static_cast<std::int64_t>(size),
                                .step_size = 0.1F,
                                .momentum = 0.9F,
                                .weight_decay = weight_decay,
                                .nesterov = nesterov};
        for (std::size_t i = 0; i < size; ++i) {
          expected_w[i] = step(by, g[i], has_momentum ? &expected_v[i] : nullptr, w[i]);
        }
        kernels.step(by);
        EXPECT_EQ(w, expected_w) << size << " entries, the last one not among them";
        EXPECT_EQ(v, expected_v) << size << " entries";
      }
    }
  }
}

TEST_P(SgdKernel, AveragesWithOneFusedMultiplyAddition) {
  for (const auto size : kEntries) {
    const auto w = drawn<float>(4, size);
    auto a = drawn<float>(5, size + 1);
    auto expected = a;
    for (std::size_t i = 0; i < size; ++i) {
      const float kept = a[i] * 0.99F;
      expected[i] = std::fma(0.01F, w[i], kept);
    }
    kernels.average(
        {.w = w.data(), .a = a.data(), .size = static_cast<std::int64_t>(size), .tau = 0.99F, .one_minus_tau = 0.01F});
    EXPECT_EQ(a, expected) << size << " entries";
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SgdKernel);  // where no set has it
INSTANTIATE_TEST_SUITE_P(EverySet, SgdKernel, every_instruction_set(InstructionSet::kNeon), test_name);

TEST(SgdKernels, AreMissingWithoutAFusedMultiplyAddition) {
  EXPECT_EQ(sgd_kernels(InstructionSet::kBaseline), nullptr);
}

}  // namespace
}  // namespace largestep::kernels
