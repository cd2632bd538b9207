#include "small_problems/mlp_classification.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "data/device_batch.h"
#include "device/send.h"

namespace largestep {
namespace {

constexpr std::int64_t kScored = 10752;
constexpr std::int64_t kFeatureImages = 1024;
constexpr std::int64_t kImagesAtOnce = 1000;

ImageSet first(const ImageSet& set, std::int64_t from, std::int64_t count) {
  const auto here = std::min(count, set.labels.size(0) - from);
  return {set.images.narrow(0, from, here), set.labels.narrow(0, from, here)};
}

}  // namespace

MlpClassification::MlpClassification(LabelledImages images, const std::vector<std::int64_t>& hidden,
                                     std::int64_t classes, const SamplingOptions& sampling, const c10::Device& device)
    : Problem(images.train.labels.size(0), sampling), images_(std::move(images)), device_(device) {
  torch::manual_seed(stream_seed(sampling.seed, RandomStream::kInitialisation));
  auto inputs = images_.train.images[0].numel();
  auto sizes = hidden;
  sizes.push_back(classes);
  for (const auto outputs : sizes) {
    const double scale = std::sqrt(2.0 / static_cast<double>(inputs));  // He et al., 2015
    layers_.push_back({(scale * torch::randn({outputs, inputs})).to(device_).requires_grad_(true),
                       torch::zeros({outputs}).to(device_).requires_grad_(true)});
    const auto name = "layer" + std::to_string(layers_.size());
    parameters_.emplace_back(name + ".weight", layers_.back().weight);
    parameters_.emplace_back(name + ".bias", layers_.back().bias);
    inputs = outputs;
  }
}

std::vector<at::Tensor> MlpClassification::outputs(const at::Tensor& images) const {
  std::vector<at::Tensor> outputs;
  auto values = scale_pixels(send(images.flatten(1), device_));
  for (const auto& [weight, bias] : layers_) {
    values = torch::addmm(bias, values, weight.t());
    if (outputs.size() + 1 < layers_.size()) values = torch::relu(values);
    outputs.push_back(values);
  }
  return outputs;
}

at::Tensor MlpClassification::loss(const Batch& batch) {
  const auto logits = outputs(images_.train.images.index_select(0, batch.indices)).back();
  return torch::nn::functional::cross_entropy(logits,
                                              send(images_.train.labels.index_select(0, batch.indices), device_));
}

Score MlpClassification::score(const ImageSet& images) const {
  const torch::NoGradGuard no_grad;
  const auto count = images.labels.size(0);
  double loss = 0.0;
  std::int64_t wrong = 0;
  for (std::int64_t from = 0; from < count; from += kImagesAtOnce) {
    const auto part = first(images, from, kImagesAtOnce);
    const auto labels = part.labels.to(device_);
    const auto logits = outputs(part.images).back();
    const auto options = torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum);
    loss += torch::nn::functional::cross_entropy(logits, labels, options).item<double>();
    wrong += (logits.argmax(1) != labels).sum().item<std::int64_t>();
  }
  return {.loss = loss / static_cast<double>(count), .error = static_cast<double>(wrong) / static_cast<double>(count)};
}

Score MlpClassification::train_score() { return score(first(images_.train, 0, kScored)); }

std::vector<LayerFeatures> MlpClassification::features() {
  const torch::NoGradGuard no_grad;
  std::vector<LayerFeatures> features;
  const auto values = outputs(first(images_.train, 0, kFeatureImages).images);
  for (std::size_t k = 0; k + 1 < values.size(); ++k) {
    features.push_back({"hidden" + std::to_string(k + 1), values[k]});
  }
  return features;
}

}  // namespace largestep
