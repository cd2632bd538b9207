#include "measure/top_eigenvalue.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace largestep {
namespace {

TopEigenvalue top_of(const std::vector<double>& diagonal, const PowerIterationOptions& options = {}) {
  const auto matrix = torch::tensor(diagonal, torch::kDouble);
  return top_eigenvalue([&](const at::Tensor& vector) { return matrix * vector; }, matrix, options);
}

TEST(TopEigenvalue, IsTheLargest) {
  const auto top = top_of({1, 3, 7, 2}, {.tolerance = 1e-10, .max_products = 200});
  EXPECT_NEAR(top.eigenvalue, 7.0, 1e-7);
  EXPECT_TRUE(top.converged);
}

TEST(TopEigenvalue, IsTheLargestAlsoWhenANegativeOneHasTheLargerMagnitude) {
  const auto top = top_of({1, -9, 4, 2}, {.tolerance = 1e-10, .max_products = 500});
  EXPECT_NEAR(top.eigenvalue, 4.0, 1e-6);
  EXPECT_TRUE(top.converged);
}

TEST(TopEigenvalue, SaysWhenItDidNotConverge) {
  const auto top = top_of({1, 0.999}, {.tolerance = 1e-14, .max_products = 3});
  EXPECT_EQ(top.products, 3);
  EXPECT_FALSE(top.converged);
}

TEST(TopEigenvalue, OfTheZeroMatrixIsZero) {
  const auto top = top_of({0, 0, 0});
  EXPECT_EQ(top.eigenvalue, 0.0);
  EXPECT_TRUE(top.converged);
}

}  // namespace
}  // namespace largestep
