#include "problems/gradient_check.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "examples/huber_regression.h"
#include "small_problems/diagonal_network.h"
#include "small_problems/least_squares.h"
#include "small_problems/logistic_regression.h"
#include "small_problems/mlp_classification.h"
#include "small_problems/paper_data.h"
#include "small_problems/relu_network.h"
#include "small_problems/support_vector_machine.h"
#include "small_problems/synthetic_data.h"

namespace largestep {
namespace {

constexpr SyntheticOptions kSmallData{.terms = 40, .dimension = 7, .seed = 3};
constexpr SamplingOptions kOneTerm{.batch_size = 1};

void expect_right(FiniteSum& problem, double tolerance = 1e-12) {
  const auto check = check_gradients(problem, /*seed=*/1);
  EXPECT_GT(check.gradient_norm, 1e-3);
  EXPECT_LT(check.mean_of_stochastic, tolerance);
  EXPECT_LT(check.closed_form_against_autograd, tolerance);
  EXPECT_LT(check.loss_difference, tolerance);
}

TEST(Gradients, OfLeastSquaresAreUnbiasedAndAutograds) {
  LeastSquares plain(linear_regression_data(kSmallData, 0.1), kOneTerm);
  expect_right(plain);
  LeastSquares with_bias(linear_regression_data(kSmallData, 0.1), kOneTerm, /*bias=*/true);
  expect_right(with_bias);
}

TEST(Gradients, OfTheSupportVectorMachineAreUnbiasedAndAutograds) {
  for (const bool bias : {false, true}) {
    SupportVectorMachine svm(two_class_data(kSmallData), kOneTerm, /*c=*/2.0, bias);
    expect_right(svm);
  }
}

TEST(Gradients, OfLogisticRegressionAreUnbiasedAndAutograds) {
  for (const bool bias : {false, true}) {
    LogisticRegression logistic(two_class_data(kSmallData), kOneTerm, bias);
    expect_right(logistic);
  }
}

TEST(Gradients, OfADiagonalNetworkAreUnbiasedAndAutograds) {
  DiagonalNetwork network(sparse_regression_data(kSmallData), kOneTerm);
  expect_right(network);
}

TEST(Gradients, OfReluNetworksAreUnbiasedAndAutograds) {
  ReluNetwork line(one_dimensional_start(30, 2), one_dimensional_data(), kOneTerm, {});
  expect_right(line);
  ReluNetwork two(gaussian_layers({2, 20, 1}, {0.5, 0.5}, false, 2, 2), paper_two_layer(), kOneTerm, {});
  expect_right(two);
  ReluNetwork three(gaussian_layers({5, 10, 10, 1}, {0.8, 0.8, 0.8}, true, 2, 2), paper_three_layer(), kOneTerm, {});
  expect_right(three);
}

TEST(Gradients, OfImagesAsRowsAreThoseOfTheSameNumbers) {
  torch::manual_seed(2);
  const auto pixels = torch::randint(256, {30, 12}, torch::kByte);
  const auto labels = torch::randint(0, 2, {30}, torch::kDouble) * 2 - 1;
  LogisticRegression of_pixels({.train = {pixels, labels}}, kOneTerm, true);
  LogisticRegression of_numbers({.train = {pixels.to(torch::kDouble) / 255, labels}}, kOneTerm, true);
  expect_right(of_pixels);
  check_gradients(of_numbers, 1);
  of_pixels.gradient(of_pixels.whole());
  of_numbers.gradient(of_numbers.whole());
  const auto difference = of_pixels.parameters()[0].second.grad() - of_numbers.parameters()[0].second.grad();
  EXPECT_LT(difference.abs().max().item<double>(), 1e-14);
}

TEST(Gradients, OfAnMlpAreUnbiasedInFloat32) {
  torch::manual_seed(4);
  const ImageSet images{torch::randint(256, {20, 3, 8, 8}, torch::kByte), torch::randint(4, {20}, torch::kLong)};
  MlpClassification mlp({images, images}, {16, 16}, /*classes=*/4, kOneTerm, c10::Device(c10::kCPU));
  expect_right(mlp, 1e-5);
}

TEST(Gradients, OfTheExampleOfANewProblemAreUnbiasedAndAutograds) {
  const auto data = linear_regression_data(kSmallData, 3.0).train;
  HuberRegression huber(data.inputs, data.targets, kOneTerm);
  expect_right(huber);
}

/// Least squares that forgets the factor 2 for one of its terms.
class Wrong final : public Problem {
 public:
  explicit Wrong(const Examples& data)
      : Problem(data.targets.size(0), kOneTerm), right_(data.inputs, data.targets, kOneTerm) {}
  at::Tensor loss(const Batch& batch) override { return right_.loss(batch); }
  std::vector<NamedTensor> parameters() const override { return right_.parameters(); }
  Loss gradient(const Batch& batch) override {
    const auto loss = right_.gradient(batch);
    if (batch.indices.size() == 1 && batch.indices[0] == 5) right_.parameters()[0].second.mutable_grad().div_(2);
    return loss;
  }

 private:
  LeastSquares right_;
};

TEST(GradientCheck, SeesOneWrongTerm) {
  Wrong wrong(linear_regression_data(kSmallData, 0.1).train);
  const auto check = check_gradients(wrong, 1);
  EXPECT_NEAR(check.closed_form_against_autograd, 0.5, 1e-12);
  EXPECT_GT(check.mean_of_stochastic, 1e-6);
}

}  // namespace
}  // namespace largestep
