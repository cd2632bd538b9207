#include "small_problems/linear_model.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "small_problems/least_squares.h"
#include "small_problems/logistic_regression.h"
#include "small_problems/support_vector_machine.h"
#include "small_problems/synthetic_data.h"

namespace largestep {
namespace {

TEST(LinearModel, ScoresLossAndWrongSigns) {
  const Examples data{torch::tensor({1.0, 2.0, -1.0, -3.0}, torch::kDouble).unsqueeze(1),
                      torch::tensor({1.0, -1.0, -1.0, -1.0}, torch::kDouble)};
  SupportVectorMachine svm({.train = data, .test = data}, {.batch_size = 1}, /*c=*/2.0, /*bias=*/false);
  {
    const torch::NoGradGuard no_grad;
    svm.parameters()[0].second.fill_(0.5);
  }
  // Hinges 0.5, 2, 0.5, 0; half of ||w||^2 is 0.125.
  EXPECT_DOUBLE_EQ(svm.train_score().loss, 0.125 + 2.0 * 3.0 / 4);
  EXPECT_DOUBLE_EQ(svm.test_score().error, 0.25);
  EXPECT_DOUBLE_EQ(svm.loss(svm.whole()).item<double>(), svm.train_score().loss);
}

TEST(LinearModel, LogisticLossStaysFiniteFarOut) {
  const Examples data{torch::tensor({{1e4}, {-1e4}}, torch::kDouble), torch::tensor({-1.0, -1.0}, torch::kDouble)};
  LogisticRegression logistic({.train = data}, {.batch_size = 1}, false);
  {
    const torch::NoGradGuard no_grad;
    logistic.parameters()[0].second.fill_(1.0);
  }
  EXPECT_DOUBLE_EQ(logistic.train_score().loss, 5e3);
}

TEST(LinearModel, RefusesShapesTypesAndLabelsThatDoNotFit) {
  const auto a = torch::zeros({3, 2}, torch::kDouble);
  const auto b = torch::ones({3}, torch::kDouble);
  expect_error(ErrorKind::kInvalidArgument, {"a linear model needs"},
               [&] { LeastSquares(a, torch::zeros({4}, torch::kDouble), {.batch_size = 1}); });
  expect_error(ErrorKind::kInvalidArgument, {"a linear model needs"},
               [&] { LeastSquares(a.to(torch::kFloat), b, {.batch_size = 1}); });
  expect_error(ErrorKind::kInvalidArgument, {"must be -1 and +1"}, [&] {
    LogisticRegression({.train = {a, b * 2}}, {.batch_size = 1}, false);
  });
  expect_error(ErrorKind::kInvalidArgument, {"svm-c"}, [&] {
    SupportVectorMachine({.train = {a, b}}, {.batch_size = 1}, 0.0, false);
  });
}

}  // namespace
}  // namespace largestep
