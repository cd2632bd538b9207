#include "small_problems/paper_data.h"

#include <torch/torch.h>

#include <cmath>

namespace largestep {
namespace {

constexpr const char* kPaperDataName = "the paper's data";
constexpr std::uint32_t kRegressionSeed = 0;
constexpr std::uint32_t kTwoLayerSeed = 1;
constexpr std::uint32_t kThreeLayerSeed = 6;
constexpr std::int64_t kNonzeros = 20;
constexpr std::int64_t kPaperTestExamples = 1000;

/// Layers as torch.nn.Linear(inputs, outputs) makes them, one after the other, in float32.
std::vector<AffineLayer> linear_layers(const std::vector<std::int64_t>& sizes, bool bias) {
  std::vector<AffineLayer> layers;
  for (std::size_t k = 0; k + 1 < sizes.size(); ++k) {
    torch::nn::Linear linear(torch::nn::LinearOptions(sizes[k], sizes[k + 1]).bias(bias));
    layers.push_back({linear->weight.detach(), bias ? linear->bias.detach() : at::Tensor()});
  }
  return layers;
}

/// The experiments' teachers: made as torch.nn.Linear does, then with standard normal weights, layer by layer.
std::vector<AffineLayer> drawn_teacher(std::uint32_t seed, const std::vector<std::int64_t>& sizes, bool bias) {
  torch::manual_seed(seed);
  auto layers = linear_layers(sizes, bias);
  for (auto& layer : layers) layer.weight = torch::randn_like(layer.weight);
  return layers;
}

at::Tensor with_unit_length(const at::Tensor& inputs) {
  const auto single = inputs.to(at::kFloat);
  return single / single.square().sum(1, /*keepdim=*/true).sqrt();
}

ExampleSets taught(std::uint32_t seed, std::int64_t terms, std::int64_t dimension,
                   const std::vector<AffineLayer>& teacher) {
  NumpyNormal normal(seed);
  const auto examples = [&](std::int64_t count) {
    const auto inputs = with_unit_length(normal.matrix(count, dimension));
    return Examples{inputs.to(at::kDouble), relu_network_output(teacher, inputs).to(at::kDouble)};
  };
  auto train = examples(terms);
  return {.train = std::move(train), .test = examples(kPaperTestExamples), .name = kPaperDataName};
}

}  // namespace

double NumpyNormal::uniform() {
  const auto high = generator_() >> 5;
  const auto low = generator_() >> 6;
  return (static_cast<double>(high) * 0x1.0p26 + static_cast<double>(low)) * 0x1.0p-53;
}

double NumpyNormal::operator()() {
  has_held_ = !has_held_;
  if (!has_held_) return held_;
  for (;;) {
    const double x = 2.0 * uniform() - 1.0;
    const double y = 2.0 * uniform() - 1.0;
    const double square = x * x + y * y;
    if (square >= 1.0 || square == 0.0) continue;
    const double factor = std::sqrt(-2.0 * std::log(square) / square);
    held_ = factor * x;
    return factor * y;
  }
}

at::Tensor NumpyNormal::matrix(std::int64_t rows, std::int64_t columns) {
  auto matrix = torch::empty({rows, columns}, torch::kDouble);
  auto* values = matrix.data_ptr<double>();
  for (std::int64_t i = 0; i < rows * columns; ++i) values[i] = (*this)();
  return matrix;
}

ExampleSets paper_sparse_regression(std::int64_t terms, std::int64_t dimension) {
  NumpyNormal normal(kRegressionSeed);
  const auto train = normal.matrix(terms, dimension);
  const auto test = normal.matrix(kPaperTestExamples, dimension);
  auto teacher = normal.matrix(1, dimension).squeeze(0).abs();
  if (dimension > kNonzeros) teacher.narrow(0, kNonzeros, dimension - kNonzeros).zero_();
  teacher /= teacher.norm();
  return {.train = {train, train.mv(teacher)}, .test = {test, test.mv(teacher)}, .name = kPaperDataName};
}

std::vector<AffineLayer> paper_two_layer_teacher() {
  auto teacher = drawn_teacher(kTwoLayerSeed, {2, 3, 1}, /*bias=*/false);
  teacher[0].weight = with_unit_length(teacher[0].weight);
  teacher[1].weight = teacher[1].weight.sign();
  return teacher;
}

ExampleSets paper_two_layer() { return taught(kTwoLayerSeed, 15, 2, paper_two_layer_teacher()); }

ExampleSets paper_three_layer() {
  return taught(kThreeLayerSeed, 50, 5, drawn_teacher(kThreeLayerSeed, {5, 2, 2, 1}, /*bias=*/true));
}

}  // namespace largestep
