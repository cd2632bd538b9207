#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "archive_values.h"
#include "checkpoint/archive_writer.h"
#include "python_reference.h"
#include "small_problems/least_squares.h"
#include "small_problems/logistic_regression.h"
#include "small_problems/support_vector_machine.h"
#include "small_problems/synthetic_data.h"
#include "temporary_directory.h"
#include "train/loop.h"

namespace largestep {
namespace {

constexpr SyntheticOptions kData{.terms = 60, .dimension = 4, .seed = 11};

void descend(FiniteSum& problem, const ScheduleOptions& schedule, double weight_decay = 0.0) {
  Sgd sgd(problem.parameters(), {.weight_decay = weight_decay});
  TrainingObserver nobody;
  train(problem, sgd, StepSizeSchedule(schedule), {.epochs = static_cast<std::int64_t>(schedule.epochs)}, nobody);
}

TEST(KnownAnswers, LeastSquaresWithBiasReachesTheNormalEquations) {
  const auto data = linear_regression_data(kData, 0.5);
  LeastSquares problem(data, {.batch_size = SamplingOptions::kAllTerms}, /*bias=*/true);
  descend(problem, {.epochs = 3000, .step_size = 0.2});
  const auto a = torch::cat({data.train.inputs, torch::ones({60, 1}, torch::kDouble)}, 1);
  const auto exact = torch::linalg_solve(a.t().mm(a), a.t().mv(data.train.targets));
  const auto parameters = problem.parameters();
  const auto found = torch::cat({parameters[0].second.detach(), parameters[1].second.detach()});
  EXPECT_LT((found - exact).abs().max().item<double>(), 1e-12);
}

constexpr double kC = 3.0;
constexpr double kDecay = 0.01;

/// What Python finds for the same data by other methods: the dual optima of the support vector machine by coordinate
/// ascent, the optimum of logistic regression by Newton's method. Asked once.
double optimum(const std::string& problem) {
  static const auto optima = [] {
    const TemporaryDirectory directory;
    const auto data = two_class_data(kData).train;
    c10::Dict<std::string, at::Tensor> values;
    values.insert("inputs", data.inputs);
    values.insert("targets", data.targets);
    values.insert("c", torch::tensor(kC, torch::kDouble));
    values.insert("decay", torch::tensor(kDecay, torch::kDouble));
    write_python_archive(directory.path() / "input.pt", values);
    return python_reference("convex_optima.py", {(directory.path() / "input.pt").string()},
                            directory.path() / "out.pt");
  }();
  return tensor_entry(optima, problem).item<double>();
}

TEST(KnownAnswers, SupportVectorMachineReachesItsDualOptimum) {
  const auto data = two_class_data(kData).train;
  SupportVectorMachine problem({.train = data}, {.batch_size = 1, .seed = 2, .replacement = true}, kC,
                               /*bias=*/false);
  descend(problem, {.schedule = "inverse", .epochs = 20000, .step_size = 1.0});
  const double dual = optimum("svm");
  const double primal = problem.train_score().loss;
  EXPECT_GE(primal, dual - 1e-9);  // weak duality
  EXPECT_LT(primal, dual * (1 + 2e-4));
}

TEST(KnownAnswers, SupportVectorMachineWithBiasReachesItsDualOptimum) {
  const auto data = two_class_data(kData).train;
  SupportVectorMachine problem({.train = data}, {.batch_size = 1, .seed = 2, .replacement = true}, kC, /*bias=*/true);
  descend(problem, {.schedule = "inverse", .epochs = 20000, .step_size = 1.0});
  const double dual = optimum("svm-bias");
  EXPECT_GE(problem.train_score().loss, dual - 1e-9);
  EXPECT_LT(problem.train_score().loss, dual * (1 + 5e-4));
}

TEST(KnownAnswers, LogisticRegressionReachesNewtonsOptimum) {
  const auto data = two_class_data(kData).train;
  LogisticRegression problem({.train = data}, {.batch_size = SamplingOptions::kAllTerms}, /*bias=*/false);
  descend(problem, {.epochs = 5000, .step_size = 1.0}, kDecay);
  const auto w = problem.parameters()[0].second;
  const double found = problem.train_score().loss + kDecay / 2 * w.square().sum().item<double>();
  EXPECT_NEAR(found, optimum("logistic"), 1e-12);
}

/// Mean excess loss over a few seeds after so many epochs.
double mean_excess(const ExampleSets& data, double optimum, std::int64_t epochs) {
  constexpr std::uint64_t kSeeds = 20;
  double sum = 0.0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    LeastSquares problem(data, {.batch_size = 1, .seed = seed, .replacement = true});
    descend(problem, {.schedule = "inverse", .epochs = static_cast<double>(epochs), .step_size = 0.05});
    sum += problem.train_score().loss - optimum;
  }
  return sum / static_cast<double>(kSeeds);
}

TEST(KnownAnswers, ErrorOfSgdWithStepsOfOneOverKFallsAsOneOverK) {
  const auto data = linear_regression_data(kData, 1.0);
  const auto exact =
      std::get<0>(torch::linalg_lstsq(data.train.inputs, data.train.targets.unsqueeze(1), c10::nullopt, c10::nullopt))
          .squeeze(1);
  const double optimum = (data.train.inputs.mv(exact) - data.train.targets).square().mean().item<double>();
  const double early = mean_excess(data, optimum, 100);
  const double late = mean_excess(data, optimum, 3200);
  const double order = std::log(early / late) / std::log(32.0);
  EXPECT_NEAR(order, 1.0, 0.15);
}

}  // namespace
}  // namespace largestep
