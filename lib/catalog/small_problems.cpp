#include "catalog/small_problems.h"

#include <torch/types.h>

#include "catalog/table_data.h"
#include "small_problems/diagonal_network.h"
#include "small_problems/least_squares.h"
#include "small_problems/logistic_regression.h"
#include "small_problems/paper_data.h"
#include "small_problems/support_vector_machine.h"
#include "small_problems/synthetic_data.h"

namespace largestep {
namespace {

constexpr double kRegressionNoise = 0.1;

/// n and d as asked for, or else the problem's own.
SyntheticOptions synthetic(const Settings& settings, std::int64_t terms, std::int64_t dimension) {
  return {.terms = settings.train_size > 0 ? settings.train_size : terms,
          .dimension = settings.dimension > 0 ? settings.dimension : dimension,
          .seed = static_cast<std::uint64_t>(settings.seed)};
}

ExampleSets two_classes(const Settings& settings) {
  return has_table(settings) ? table_data(settings, Targets::kTwoClasses)
                             : two_class_data(synthetic(settings, 200, 10));
}

}  // namespace

std::unique_ptr<Problem> make_least_squares(const Settings& settings, const ProblemContext&) {
  auto data = has_table(settings) ? table_data(settings, Targets::kNumbers)
                                  : linear_regression_data(synthetic(settings, 200, 20), kRegressionNoise);
  return std::make_unique<LeastSquares>(std::move(data), settings.sampling_options(), settings.bias);
}

std::unique_ptr<Problem> make_svm(const Settings& settings, const ProblemContext&) {
  return std::make_unique<SupportVectorMachine>(two_classes(settings), settings.sampling_options(), settings.svm_c,
                                                settings.bias);
}

std::unique_ptr<Problem> make_logistic(const Settings& settings, const ProblemContext&) {
  return std::make_unique<LogisticRegression>(two_classes(settings), settings.sampling_options(), settings.bias);
}

std::unique_ptr<Problem> make_diagonal(const Settings& settings, const ProblemContext&) {
  const auto options = synthetic(settings, 80, 200);
  auto data =
      settings.paper_data ? paper_sparse_regression(options.terms, options.dimension) : sparse_regression_data(options);
  return std::make_unique<DiagonalNetwork>(std::move(data), settings.sampling_options());
}

std::unique_ptr<Problem> make_relu_1d(const Settings& settings, const ProblemContext&) {
  auto data = one_dimensional_data();
  const auto seed = static_cast<std::uint64_t>(settings.seed);
  const auto parameters = 3 * settings.width;  // weights and biases of the hidden layer, outer weights
  ReluNetwork::Options options{.distinct_threshold = 0.999,
                               .curve_inputs = data.test.inputs,
                               .rank_inputs = one_dimensional_rank_inputs(parameters, seed)};
  options.landmarks = {{"points", torch::cat({data.train.inputs, data.train.targets.unsqueeze(1)}, 1)}};
  return std::make_unique<ReluNetwork>(one_dimensional_start(settings.width, seed), std::move(data),
                                       settings.sampling_options(), std::move(options));
}

std::unique_ptr<Problem> make_two_layer(const Settings& settings, const ProblemContext&) {
  const auto options = synthetic(settings, 15, 2);
  const auto teacher = settings.paper_data ? paper_two_layer_teacher()
                                           : two_layer_teacher(options.dimension, /*hidden=*/3, options.seed);
  auto data = settings.paper_data ? paper_two_layer() : teacher_data(options, teacher);
  const auto student =
      gaussian_layers({options.dimension, settings.width, 1}, {0.5, 0.0}, /*bias=*/false, options.seed, /*stream=*/2);
  return std::make_unique<ReluNetwork>(student, std::move(data), settings.sampling_options(),
                                       ReluNetwork::Options{.landmarks = {{"teacher", teacher[0].weight}}});
}

std::unique_ptr<Problem> make_three_layer(const Settings& settings, const ProblemContext&) {
  const auto options = synthetic(settings, 50, 5);
  const auto d = options.dimension;
  auto data = settings.paper_data
                  ? paper_three_layer()
                  : teacher_data(options, gaussian_layers({d, 2, 2, 1}, {1.0, 1.0, 1.0}, /*bias=*/true, options.seed,
                                                          /*stream=*/1));
  const auto student = gaussian_layers({d, settings.width, settings.width, 1}, {0.8, 0.8, 0.8}, /*bias=*/true,
                                       options.seed, /*stream=*/2);
  return std::make_unique<ReluNetwork>(student, std::move(data), settings.sampling_options(), ReluNetwork::Options{});
}

}  // namespace largestep
