#include "small_problems/synthetic_data.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace largestep {
namespace {

constexpr std::int64_t kTestExamples = 1000;

/// What a stream of draws is for; part of what makes a seed's data what they are.
enum class Draw : std::uint64_t { kInputs = 10, kTestInputs, kTeacher, kNoise, kLabels, kStart };

at::Generator generator(std::uint64_t seed, Draw draw, std::uint64_t stream = 0) {
  return at::detail::createCPUGenerator(
      stream_seed(seed, RandomStream::kSynthesis, static_cast<std::uint64_t>(draw), stream));
}

at::Tensor normal(std::vector<std::int64_t> shape, std::uint64_t seed, Draw draw, std::uint64_t stream = 0) {
  return torch::randn(shape, generator(seed, draw, stream), torch::kDouble);
}

/// Training and test inputs.
std::pair<at::Tensor, at::Tensor> normal_inputs(const SyntheticOptions& options) {
  return {normal({options.terms, options.dimension}, options.seed, Draw::kInputs),
          normal({kTestExamples, options.dimension}, options.seed, Draw::kTestInputs)};
}

at::Tensor unit_rows(const at::Tensor& matrix) { return matrix / matrix.norm(2, 1, /*keepdim=*/true); }

}  // namespace

ExampleSets linear_regression_data(const SyntheticOptions& options, double noise) {
  const auto [train, test] = normal_inputs(options);
  const auto teacher =
      normal({options.dimension}, options.seed, Draw::kTeacher) / std::sqrt(static_cast<double>(options.dimension));
  const auto train_noise = noise * normal({options.terms}, options.seed, Draw::kNoise, 0);
  const auto test_noise = noise * normal({kTestExamples}, options.seed, Draw::kNoise, 1);
  return {.train = {train, train.mv(teacher) + train_noise}, .test = {test, test.mv(teacher) + test_noise}};
}

ExampleSets two_class_data(const SyntheticOptions& options) {
  const auto [train, test] = normal_inputs(options);
  const auto direction = unit_rows(normal({1, options.dimension}, options.seed, Draw::kTeacher));
  const auto with_labels = [&](const at::Tensor& noise, std::uint64_t stream) {
    auto random = generator(options.seed, Draw::kLabels, stream);
    const auto labels = torch::randint(0, 2, {noise.size(0)}, random, torch::kDouble) * 2 - 1;
    return Examples{noise + labels.unsqueeze(1) * direction, labels};
  };
  return {.train = with_labels(train, 0), .test = with_labels(test, 1)};
}

ExampleSets sparse_regression_data(const SyntheticOptions& options) {
  const auto [train, test] = normal_inputs(options);
  auto teacher = normal({options.dimension}, options.seed, Draw::kTeacher).abs();
  teacher
      .narrow(0, std::max<std::int64_t>(options.dimension / 10, 1),
              options.dimension - std::max<std::int64_t>(options.dimension / 10, 1))
      .zero_();
  teacher /= teacher.norm();
  return {.train = {train, train.mv(teacher)}, .test = {test, test.mv(teacher)}};
}

ExampleSets teacher_data(const SyntheticOptions& options, const std::vector<AffineLayer>& teacher) {
  const auto [train, test] = normal_inputs(options);
  const auto answered = [&](const at::Tensor& inputs) {
    return Examples{unit_rows(inputs), relu_network_output(teacher, unit_rows(inputs))};
  };
  return {.train = answered(train), .test = answered(test)};
}

ExampleSets one_dimensional_data() {
  const auto inputs = (torch::arange(12, torch::kDouble) - 5.5) / 4 + 0.07;
  const auto targets =
      torch::tensor({-2.0, 1.5, 0.0, 0.0, 2.0, 1.0, 0.0, -1.0, 0.0, 1.0, 2.0, -1.0}, torch::kDouble) + 0.345;
  constexpr std::int64_t kStepsBetween = 40;
  std::vector<at::Tensor> grid;
  std::vector<at::Tensor> between;
  const auto share = torch::arange(kStepsBetween, torch::kDouble) / kStepsBetween;
  for (std::int64_t i = 0; i + 1 < inputs.numel(); ++i) {
    grid.push_back(inputs[i] + share * (inputs[i + 1] - inputs[i]));
    between.push_back(targets[i] + share * (targets[i + 1] - targets[i]));
  }
  return {.train = {inputs.unsqueeze(1), targets}, .test = {torch::cat(grid).unsqueeze(1), torch::cat(between)}};
}

at::Tensor one_dimensional_rank_inputs(std::int64_t count, std::uint64_t seed) {
  const auto inputs = one_dimensional_data().train.inputs;
  const auto lowest = inputs.min();
  return lowest + (inputs.max() - lowest) * torch::rand({count, 1}, generator(seed, Draw::kTestInputs), torch::kDouble);
}

std::vector<AffineLayer> gaussian_layers(const std::vector<std::int64_t>& sizes, const std::vector<double>& scales,
                                         bool bias, std::uint64_t seed, std::uint64_t stream) {
  std::vector<AffineLayer> layers;
  auto random = generator(seed, Draw::kStart, stream);
  for (std::size_t k = 0; k + 1 < sizes.size(); ++k) {
    AffineLayer layer{scales.at(k) * torch::randn({sizes[k + 1], sizes[k]}, random, torch::kDouble)};
    if (bias) {
      layer.bias = (torch::rand({sizes[k + 1]}, random, torch::kDouble) * 2 - 1) / std::sqrt(double(sizes[k]));
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

std::vector<AffineLayer> two_layer_teacher(std::int64_t dimension, std::int64_t hidden, std::uint64_t seed) {
  auto teacher = gaussian_layers({dimension, hidden, 1}, {1.0, 1.0}, /*bias=*/false, seed, /*stream=*/1);
  teacher[0].weight = unit_rows(teacher[0].weight);
  teacher[1].weight = teacher[1].weight.sign();
  return teacher;
}

std::vector<AffineLayer> one_dimensional_start(std::int64_t hidden, std::uint64_t seed) {
  constexpr double kInner = 2.5;
  constexpr double kOuter = 4.0;
  auto random = generator(seed, Draw::kStart);
  const auto signs = torch::randint(0, 2, {hidden, 1}, random, torch::kDouble) * 2 - 1;
  const auto biases = torch::randn({hidden}, random, torch::kDouble);
  const auto outer = torch::randn({1, hidden}, random, torch::kDouble);
  return {{kInner * signs, kInner * biases}, {kOuter * outer}};
}

}  // namespace largestep
