#include "model/tapped_network.h"

#include <torch/types.h>

namespace largestep {

torch::Tensor TappedNetwork::forward(const torch::Tensor& images) {
  if (!normalisation_) return classify(images);
  if (mean_.device() != images.device()) {
    mean_ = mean_.to(images.device());
    deviation_ = deviation_.to(images.device());
  }
  return classify((images - mean_) / deviation_);
}

void TappedNetwork::set_normalisation(const std::optional<Normalisation>& normalisation) {
  normalisation_ = normalisation;
  if (!normalisation) return;
  const auto by_colour = [](const std::array<double, 3>& values) {
    return torch::tensor(std::vector<double>(values.begin(), values.end())).to(torch::kFloat).view({1, 3, 1, 1});
  };
  mean_ = by_colour(normalisation->mean);
  deviation_ = by_colour(normalisation->deviation);
}

std::int64_t count_parameters(const torch::nn::Module& network) {
  std::int64_t count = 0;
  for (const auto& parameter : network.parameters()) count += parameter.numel();
  return count;
}

}  // namespace largestep
