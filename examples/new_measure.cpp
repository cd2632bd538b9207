#include <gtest/gtest.h>
#include <torch/torch.h>

#include "activity/inference.h"
#include "model/networks/resnet18.h"

namespace largestep {
namespace {

/// Hoyer's sparsity of a layer, the mean over images of (sqrt(u) - |x|_1 / |x|_2) / (sqrt(u) - 1): 0 if all u units are
/// equally active, 1 if a single one is (Hoyer, JMLR 2004). An image without any active unit counts as 1.
double hoyer_sparsity(TappedNetwork& network, const ImageSet& images, const std::string& layer) {
  double sum = 0.0;
  const auto subscription = subscribe(network, layer, [&](const std::string&, const torch::Tensor& activations) {
    const auto x = activations.flatten(1).to(torch::kDouble);  // [N, u]
    const auto root = std::sqrt(static_cast<double>(x.size(1)));
    const auto length = x.norm(2, 1);
    const auto sparsity = (root - x.sum(1) / length) / (root - 1.0);  // activations are >= 0 after a ReLU
    sum += torch::where(length > 0, sparsity, torch::ones_like(sparsity)).sum().item<double>();
  });
  const auto score = score_images(network, images, {.batch_size = 4});
  return sum / static_cast<double>(score.images);
}

TEST(NewMeasure, IsThatOfTheDefinitionOnTheFeaturesThemselves) {
  torch::manual_seed(3);
  ResNet18 network(ResNet18Options{.width = 2});
  const ImageSet images{.images = torch::randint(0, 256, {6, 3, 32, 32}, torch::kUInt8),
                        .labels = torch::zeros({6}, torch::kInt64)};
  std::vector<torch::Tensor> features;
  const auto subscription = subscribe(*network, "pooled", [&](const std::string&, const torch::Tensor& activations) {
    features.push_back(activations.to(torch::kDouble));
  });
  const double measured = hoyer_sparsity(*network, images, "pooled");

  double expected = 0.0;
  const auto all = torch::cat(features);  // [6, 16]
  for (int image = 0; image < 6; ++image) {
    double l1 = 0.0, l2 = 0.0;
    for (int unit = 0; unit < 16; ++unit) {
      const double x = all[image][unit].item<double>();
      l1 += x;
      l2 += x * x;
    }
    expected += (4.0 - l1 / std::sqrt(l2)) / 3.0 / 6.0;
  }
  EXPECT_NEAR(measured, expected, 1e-9);
}

}  // namespace
}  // namespace largestep
