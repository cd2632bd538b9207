#include "small_problems/paper_data.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace largestep {
namespace {

/// Compares with four printed digits.
void expect_printed(const at::Tensor& values, const std::vector<double>& printed) {
  ASSERT_GE(values.numel(), static_cast<std::int64_t>(printed.size()));
  for (std::size_t i = 0; i < printed.size(); ++i) {
    EXPECT_NEAR(values[static_cast<std::int64_t>(i)].item<double>(), printed[i], 5.1e-5) << i;
  }
}

TEST(PaperData, TargetsAreThoseThatTheAuthorsNotebooksPrint) {
  expect_printed(paper_two_layer().train.targets, {0.9664, -0.5862, 0.4440, 0.9520, 0.8456, 0.6576, -1.0138, 0.7839,
                                                   -0.2553, -0.2928, -1.5520, 0.8203, 0.8531, -0.1936, -1.1354});
  expect_printed(
      paper_three_layer().train.targets,
      {-0.6163, 0.9799,  0.3886,  0.1911, 0.3208, -0.6920, -0.3344, -0.1105, 1.2851,  -0.3311, -0.3538, 0.1733,
       0.4452,  -0.3344, -0.7375, 1.0582, 1.5013, 1.5295,  -0.3344, -0.6533, -0.5735, -0.2546, -0.3344});
}

TEST(PaperData, NormalsAreThoseOfNumpy) {
  // numpy.random.RandomState(0).standard_normal(5)
  NumpyNormal normal(0);
  for (const double expected :
       {1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675}) {
    EXPECT_DOUBLE_EQ(normal(), expected);
  }
}

TEST(PaperData, SparseTeacherHasTwentyNonzerosAndNoNoise) {
  const auto data = paper_sparse_regression(40, 100);
  EXPECT_EQ(data.train.inputs.sizes(), (std::vector<std::int64_t>{40, 100}));
  EXPECT_EQ(data.test.inputs.size(0), 1000);
  const auto teacher =
      std::get<0>(torch::linalg_lstsq(data.test.inputs, data.test.targets.unsqueeze(1), c10::nullopt, c10::nullopt))
          .squeeze(1);
  EXPECT_EQ((teacher.abs() > 1e-9).sum().item<std::int64_t>(), 20);
  EXPECT_NEAR(teacher.norm().item<double>(), 1.0, 1e-12);
  EXPECT_LT((data.train.inputs.mv(teacher) - data.train.targets).abs().max().item<double>(), 1e-12);
}

}  // namespace
}  // namespace largestep
