#include "activity/spectrum.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace largestep {
namespace {

at::Tensor values(const std::vector<double>& numbers) { return torch::tensor(numbers, torch::kDouble); }

TEST(Spectrum, EffectiveRankCountsEqualValuesAndIsBetweenForOthers) {
  EXPECT_NEAR(effective_rank(values({2, 2, 2, 0})), 3.0, 1e-12);
  EXPECT_NEAR(effective_rank(values({5, 0, 0})), 1.0, 1e-12);
  // p = (3/4, 1/4)
  EXPECT_NEAR(effective_rank(values({3, 1})), std::exp(-(0.75 * std::log(0.75) + 0.25 * std::log(0.25))), 1e-12);
}

TEST(Spectrum, NumericalRankCountsWhatIsAboveTheThresholdOfTheLargest) {
  EXPECT_EQ(numerical_rank(values({10, 1, 1.1e-3, 0.9e-3, 0}), 1e-4), 3);
}

TEST(Spectrum, ComponentsCarryTheShareOfTheVariance) {
  // squares 98, 1, 1: the second reaches exactly 99 %
  EXPECT_EQ(components_for_variance(values({std::sqrt(98.0), 1, 1}), 0.985), 2);
  EXPECT_EQ(components_for_variance(values({std::sqrt(98.0), 1, 1}), 0.98), 1);
  EXPECT_EQ(components_for_variance(values({1, 1, 1, 1}), 0.99), 4);
}

TEST(Spectrum, OfZerosIsZero) {
  EXPECT_EQ(effective_rank(values({0, 0})), 0.0);
  EXPECT_EQ(numerical_rank(values({0, 0}), 1e-4), 0);
  EXPECT_EQ(components_for_variance(values({0, 0}), 0.99), 0);
}

TEST(Spectrum, SingularValuesComeFromTheGramMatrix) {
  torch::manual_seed(0);
  const auto matrix = torch::randn({5, 9}, torch::kDouble);
  const auto expected = std::get<1>(at::linalg_svd(matrix));
  EXPECT_TRUE(torch::allclose(singular_values_of_gram(matrix.mm(matrix.t())), expected, 1e-9, 1e-9));
  EXPECT_TRUE(torch::allclose(singular_values_of_gram(matrix.t().mm(matrix)).narrow(0, 0, 5), expected, 1e-9, 1e-9));
}

}  // namespace
}  // namespace largestep
