#include "small_problems/relu_network.h"

#include <torch/types.h>

#include <algorithm>

#include "small_problems/matrix_rank.h"

namespace largestep {
namespace {

constexpr double kReluRankThreshold = 1e-4;

at::Tensor affine(const AffineLayer& layer, const at::Tensor& inputs) {
  const auto product = inputs.mm(layer.weight.t());
  return layer.bias.defined() ? product + layer.bias : product;
}

}  // namespace

at::Tensor relu_network_output(const std::vector<AffineLayer>& layers, const at::Tensor& inputs) {
  auto values = inputs;
  for (std::size_t k = 0; k + 1 < layers.size(); ++k) values = torch::relu(affine(layers[k], values));
  return affine(layers.back(), values).squeeze(1);
}

ReluNetwork::ReluNetwork(const std::vector<AffineLayer>& start, ExampleSets sets, const SamplingOptions& sampling,
                         Options options)
    : Problem(rows_of(sets.train), sampling), sets_(both_checked(std::move(sets))), options_(std::move(options)) {
  for (const auto& [weight, bias] : start) {
    const auto name = "layer" + std::to_string(layers_.size() + 1);
    const auto outputs = static_cast<std::size_t>(weight.size(0));
    layers_.push_back({.weight = ArrayParameter(name + ".weight", weight),
                       .bias = bias.defined() ? std::make_unique<ArrayParameter>(name + ".bias", bias) : nullptr,
                       .inputs = weight.size(1),
                       .outputs = weight.size(0),
                       .activations = std::vector<double>(outputs),
                       .slopes = std::vector<double>(outputs)});
  }
  active_at_start_ = active_units();
}

std::vector<NamedTensor> ReluNetwork::parameters() const {
  std::vector<NamedTensor> parameters;
  for (const auto& layer : layers_) {
    parameters.push_back(layer.weight.named());
    if (layer.bias) parameters.push_back(layer.bias->named());
  }
  return parameters;
}

std::vector<AffineLayer> ReluNetwork::layers() const {
  std::vector<AffineLayer> layers;
  for (const auto& layer : layers_) {
    layers.push_back({layer.weight.tensor(), layer.bias ? layer.bias->tensor() : at::Tensor()});
  }
  return layers;
}

at::Tensor ReluNetwork::loss(const Batch& batch) {
  const auto outputs = relu_network_output(layers(), sets_.train.inputs.index_select(0, batch.indices));
  return (outputs - sets_.train.targets.index_select(0, batch.indices)).square().mean();
}

double ReluNetwork::forward(const double* input) {
  for (auto& layer : layers_) {
    const bool is_last = &layer == &layers_.back();
    for (std::int64_t o = 0; o < layer.outputs; ++o) {
      const auto* weights = layer.weight.value() + o * layer.inputs;
      double sum = layer.bias ? layer.bias->value()[o] : 0.0;
      for (std::int64_t i = 0; i < layer.inputs; ++i) sum += weights[i] * input[i];
      layer.activations[static_cast<std::size_t>(o)] = is_last ? sum : std::max(sum, 0.0);
    }
    input = layer.activations.data();
  }
  return layers_.back().activations.front();
}

void ReluNetwork::backward(const double* input, double c) {
  layers_.back().slopes.front() = c;
  for (std::size_t k = layers_.size(); k-- > 0;) {
    auto& layer = layers_[k];
    const auto* below = k > 0 ? layers_[k - 1].activations.data() : input;
    auto* slopes_below = k > 0 ? layers_[k - 1].slopes.data() : nullptr;
    if (slopes_below != nullptr) std::fill_n(slopes_below, layer.inputs, 0.0);
    auto* gradient = layer.weight.gradient();
    auto* bias_gradient = layer.bias ? layer.bias->gradient() : nullptr;
    for (std::int64_t o = 0; o < layer.outputs; ++o) {
      const double slope = layer.slopes[static_cast<std::size_t>(o)];
      if (slope == 0.0) continue;
      const auto* weights = layer.weight.value() + o * layer.inputs;
      for (std::int64_t i = 0; i < layer.inputs; ++i) gradient[o * layer.inputs + i] += slope * below[i];
      if (bias_gradient != nullptr) bias_gradient[o] += slope;
      if (slopes_below == nullptr) continue;
      for (std::int64_t i = 0; i < layer.inputs; ++i) {
        if (below[i] > 0.0) slopes_below[i] += slope * weights[i];
      }
    }
  }
}

void ReluNetwork::zero_gradients() {
  for (auto& layer : layers_) {
    layer.weight.zero_gradient();
    if (layer.bias) layer.bias->zero_gradient();
  }
}

Loss ReluNetwork::gradient(const Batch& batch) {
  const auto* inputs = sets_.train.inputs.data_ptr<double>();
  const auto* targets = sets_.train.targets.data_ptr<double>();
  const double share = 1.0 / static_cast<double>(batch.indices.size());
  zero_gradients();
  double value = 0.0;
  for (const auto i : batch.indices) {
    const auto* input = inputs + i * layers_.front().inputs;
    const double residual = forward(input) - targets[i];
    backward(input, share * 2.0 * residual);
    value += share * residual * residual;
  }
  return value;
}

double ReluNetwork::mean_loss(const Examples& examples) {
  const auto* inputs = examples.inputs.data_ptr<double>();
  const auto* targets = examples.targets.data_ptr<double>();
  const auto count = examples.inputs.size(0);
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double residual = forward(inputs + i * layers_.front().inputs) - targets[i];
    sum += residual * residual;
  }
  return sum / static_cast<double>(count);
}

std::vector<LayerFeatures> ReluNetwork::features() {
  const torch::NoGradGuard no_grad;
  std::vector<LayerFeatures> features;
  auto values = sets_.train.inputs;
  const auto all = layers();
  for (std::size_t k = 0; k + 1 < all.size(); ++k) {
    values = torch::relu(affine(all[k], values));
    features.push_back({"hidden" + std::to_string(k + 1), values});
  }
  return features;
}

at::Tensor ReluNetwork::active_units() {
  std::vector<at::Tensor> active;
  for (const auto& layer : features()) active.push_back(layer.features > 0);
  return torch::cat(active, 1);
}

at::Tensor ReluNetwork::gradient_matrix() {
  std::int64_t size = 0;
  for (const auto& [name, parameter] : parameters()) size += parameter.numel();
  const auto& inputs = options_.rank_inputs.defined() ? options_.rank_inputs : sets_.test.inputs;
  const auto rows = std::min(size, inputs.size(0));
  auto matrix = torch::empty({rows, size}, torch::kDouble);
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto example = row * inputs.size(0) / rows;
    const auto* input = inputs.data_ptr<double>() + example * layers_.front().inputs;
    zero_gradients();
    forward(input);
    backward(input, 1.0);
    std::vector<at::Tensor> parts;
    for (const auto& [name, parameter] : parameters()) parts.push_back(parameter.grad().flatten());
    matrix[row].copy_(torch::cat(parts));
  }
  return matrix;
}

std::vector<Metric> ReluNetwork::metrics(const MetricRequest&) {
  const torch::NoGradGuard no_grad;
  const auto rank = matrix_rank(gradient_matrix(), kReluRankThreshold);
  const auto flipped = (active_units() != active_at_start_).to(at::kDouble).mean().item<double>();
  auto paths = torch::ones({layers_.front().inputs, 1}, torch::kDouble);
  for (const auto& layer : layers()) paths = layer.weight.abs().mm(paths);
  return {{.measure = "jacobian", .name = "rank", .value = static_cast<double>(rank)},
          {.measure = "relu", .name = "sign_distance", .value = flipped},
          {.measure = "network", .name = "path_norm", .value = paths.item<double>()}};
}

FunctionCurve ReluNetwork::curve() {
  if (!options_.curve_inputs.defined()) return {};
  const torch::NoGradGuard no_grad;
  const auto inputs = options_.curve_inputs.contiguous();
  const auto outputs = relu_network_output(layers(), inputs).contiguous();
  const auto count = inputs.size(0);
  const auto* x = inputs.data_ptr<double>();
  const auto* y = outputs.data_ptr<double>();
  return {.x = {x, x + count}, .y = {y, y + count}};
}

}  // namespace largestep
