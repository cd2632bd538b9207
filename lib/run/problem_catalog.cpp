#include "run/problem_catalog.h"

#include <torch/types.h>

#include "core/error.h"
#include "core/suggest.h"
#include "data/cifar10_reader.h"
#include "data/data_directory.h"
#include "data/verify.h"
#include "problems/diagonal_network.h"
#include "problems/least_squares.h"
#include "problems/logistic_regression.h"
#include "problems/mlp_classification.h"
#include "problems/paper_data.h"
#include "problems/support_vector_machine.h"
#include "problems/synthetic_data.h"
#include "run/table_data.h"

namespace largestep {
namespace {

using Defaults = std::vector<std::pair<std::string, std::string>>;
using Made = std::unique_ptr<MeasuredProblem>;

constexpr double kRegressionNoise = 0.1;
constexpr std::int64_t kClasses = 10;

Defaults with(Defaults first, const Defaults& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// n and d as asked for, or else the problem's own.
SyntheticOptions synthetic(const Settings& settings, std::int64_t terms, std::int64_t dimension) {
  return {.terms = settings.train_size > 0 ? settings.train_size : terms,
          .dimension = settings.dimension > 0 ? settings.dimension : dimension,
          .seed = static_cast<std::uint64_t>(settings.seed)};
}

Made make_least_squares(const Settings& settings, const c10::Device&) {
  auto data = has_table(settings) ? table_data(settings, Targets::kNumbers)
                                  : linear_regression_data(synthetic(settings, 200, 20), kRegressionNoise);
  return std::make_unique<LeastSquares>(std::move(data), settings.sampling_options(), settings.bias);
}

ExampleSets two_classes(const Settings& settings) {
  return has_table(settings) ? table_data(settings, Targets::kTwoClasses)
                             : two_class_data(synthetic(settings, 200, 10));
}

Made make_svm(const Settings& settings, const c10::Device&) {
  return std::make_unique<SupportVectorMachine>(two_classes(settings), settings.sampling_options(), settings.svm_c,
                                                settings.bias);
}

Made make_logistic(const Settings& settings, const c10::Device&) {
  return std::make_unique<LogisticRegression>(two_classes(settings), settings.sampling_options(), settings.bias);
}

Made make_diagonal(const Settings& settings, const c10::Device&) {
  const auto options = synthetic(settings, 80, 200);
  auto data =
      settings.paper_data ? paper_sparse_regression(options.terms, options.dimension) : sparse_regression_data(options);
  return std::make_unique<DiagonalNetwork>(std::move(data), settings.sampling_options());
}

Made make_relu_1d(const Settings& settings, const c10::Device&) {
  auto data = one_dimensional_data();
  ReluNetwork::Options options{.distinct_threshold = 0.999, .curve_inputs = data.test.inputs};
  options.landmarks = {{"points", torch::cat({data.train.inputs, data.train.targets.unsqueeze(1)}, 1)}};
  return std::make_unique<ReluNetwork>(one_dimensional_start(settings.width, static_cast<std::uint64_t>(settings.seed)),
                                       std::move(data), settings.sampling_options(), std::move(options));
}

Made make_two_layer(const Settings& settings, const c10::Device&) {
  const auto options = synthetic(settings, 15, 2);
  const auto teacher = settings.paper_data ? paper_two_layer_teacher()
                                           : two_layer_teacher(options.dimension, /*hidden=*/3, options.seed);
  auto data = settings.paper_data ? paper_two_layer() : teacher_data(options, teacher);
  const auto student =
      gaussian_layers({options.dimension, settings.width, 1}, {0.5, 0.0}, /*bias=*/false, options.seed, /*stream=*/2);
  return std::make_unique<ReluNetwork>(student, std::move(data), settings.sampling_options(),
                                       ReluNetwork::Options{.landmarks = {{"teacher", teacher[0].weight}}});
}

Made make_three_layer(const Settings& settings, const c10::Device&) {
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

Made make_mlp(const Settings& settings, const c10::Device& device) {
  auto train = load_cifar10(settings.data, Split::kTrain);
  if (settings.train_size > 0 && settings.train_size < train.labels.size(0)) {
    train = {train.images.narrow(0, 0, settings.train_size), train.labels.narrow(0, 0, settings.train_size)};
  }
  return std::make_unique<MlpClassification>(
      LabelledImages{.train = std::move(train), .test = load_cifar10(settings.data, Split::kTest)},
      std::vector<std::int64_t>{settings.width, settings.width}, kClasses, settings.sampling_options(), device);
}

std::vector<ProblemSpec> make_catalog() {
  const Defaults plain{{"momentum", "0"},     {"weight-decay", "0"},   {"augment", "false"},
                       {"batch-size", "1"},   {"threads", "1"},        {"device", "cpu"},
                       {"precision", "fp32"}, {"schedule", "inverse"}, {"replacement", "true"}};
  const Defaults small = with(plain, {{"schedule", "grow-then-divide"}});
  std::vector<ProblemSpec> all;
  all.push_back({.name = "resnet18-cifar10",
                 .description = "cross-entropy of ResNet-18 (--width) over the training images of CIFAR-10",
                 .defaults = {},
                 .is_on_images = true});
  all.push_back({.name = "least-squares",
                 .description = "f_i = (a_i^T w - b_i)^2; drawn data, or --csv FILE --target COLUMN",
                 .defaults = with(plain, {{"step-size", "0.01"}, {"epochs", "100"}, {"eval-every", "1000"}}),
                 .make = make_least_squares,
                 .takes_table = true});
  all.push_back({.name = "svm",
                 .description =
                     "f_i = 1/2 ||w||^2 + C max(0, 1 - y_i a_i^T w), --svm-c C, --bias; drawn data, --csv, or "
                     "--cifar-class K against the rest",
                 .defaults = with(plain, {{"step-size", "0.1"}, {"epochs", "100"}, {"eval-every", "1000"}}),
                 .make = make_svm,
                 .takes_table = true});
  all.push_back({.name = "logistic",
                 .description = "f_i = log(1 + exp(-y_i a_i^T w)), --weight-decay, --bias; data as for svm",
                 .defaults = with(plain, {{"step-size", "0.5"}, {"epochs", "100"}, {"eval-every", "1000"}}),
                 .make = make_logistic,
                 .takes_table = true});
  all.push_back({.name = "diagonal-network",
                 .description = "f_i = 1/2 (x_i^T (u * v) - y_i)^2, 80 examples of a sparse teacher in 200 dimensions",
                 .defaults = with(small, {{"steps", "100001"},
                                          {"step-size", "0.282"},
                                          {"decay-at", "0.5"},
                                          {"decay-factor", "1.5"},
                                          {"eval-every", "1000"}}),
                 .make = make_diagonal});
  all.push_back({.name = "relu-1d",
                 .description = "12 points fitted by one hidden layer of 100 ReLUs (--width)",
                 .defaults = with(small, {{"width", "100"},
                                          {"steps", "31623"},
                                          {"step-size", "0.0002"},
                                          {"warmup-factor", "200"},
                                          {"decay-at", "0.5"},
                                          {"decay-factor", "3"},
                                          {"eval-every", "500"}}),
                 .make = make_relu_1d});
  all.push_back({.name = "two-layer-teacher",
                 .description = "20 ReLUs (--width) learn a teacher of 3 from 15 inputs in the plane",
                 .defaults = with(small, {{"width", "20"},
                                          {"steps", "14126"},
                                          {"step-size", "0.455"},
                                          {"decay-at", "0.5"},
                                          {"decay-factor", "5"},
                                          {"eval-every", "250"}}),
                 .make = make_two_layer});
  all.push_back({.name = "three-layer-teacher",
                 .description = "two hidden layers of 10 ReLUs (--width) learn a teacher of 2 and 2 from 50 inputs",
                 .defaults = with(small, {{"width", "10"},
                                          {"steps", "10001"},
                                          {"step-size", "0.04"},
                                          {"warmup-factor", "6"},
                                          {"warmup-exp", "0.5"},
                                          {"decay-at", "0.5"},
                                          {"decay-factor", "5"},
                                          {"eval-every", "250"}}),
                 .make = make_three_layer});
  all.push_back({.name = "mlp-cifar10",
                 .description = "cross-entropy of a network with two hidden layers of ReLUs (--width) over CIFAR-10",
                 .defaults = with(plain, {{"width", "256"},
                                          {"epochs", "10"},
                                          {"batch-size", "64"},
                                          {"replacement", "false"},
                                          {"threads", "0"},
                                          {"schedule", "large-then-decay"},
                                          {"step-size", "0.05"},
                                          {"eval-every", "781"}}),
                 .make = make_mlp,
                 .is_on_images = true});
  return all;
}

}  // namespace

const std::vector<ProblemSpec>& problem_catalog() {
  static const auto all = make_catalog();
  return all;
}

const ProblemSpec& find_problem(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& problem : problem_catalog()) {
    if (problem.name == name) return problem;
    names.push_back(problem.name);
  }
  const auto nearest = nearest_name(name, names);
  fail(ErrorKind::kInvalidArgument, "problem \"{}\" is not known{}; see `largestep problems`", name,
       nearest.empty() ? "" : "; did you mean " + nearest + "?");
}

Settings problem_defaults(const ProblemSpec& problem) {
  Settings settings;
  settings.problem = problem.name;
  for (const auto& [name, value] : problem.defaults) set_from_text(settings, *find_setting(name), value);
  return settings;
}

bool needs_images(const Settings& settings) {
  return find_problem(settings.problem).is_on_images || settings.cifar_class >= 0;
}

std::string dataset_name(const Settings& settings) {
  if (!settings.csv.empty()) return fmt::format("{}, target {}", settings.csv, settings.target);
  if (!needs_images(settings)) return settings.paper_data ? "the paper's data" : "drawn data";
  const auto images = describe_dataset(settings.data);
  return settings.cifar_class < 0 ? images : fmt::format("{}, class {} against the rest", images, settings.cifar_class);
}

}  // namespace largestep
