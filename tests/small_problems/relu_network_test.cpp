#include "small_problems/relu_network.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "small_problems/paper_data.h"
#include "small_problems/synthetic_data.h"

namespace largestep {
namespace {

double figure(Problem& problem, const std::string& name) {
  for (const auto& [measure, layer, figure, value] : problem.metrics({})) {
    if (figure == name) return value;
  }
  ADD_FAILURE() << name;
  return 0;
}

ReluNetwork two_neurons() {
  // relu(x) - relu(-x) = x, on the inputs 1, -2, 3.
  const auto inputs = torch::tensor({1.0, -2.0, 3.0}, torch::kDouble).unsqueeze(1);
  const Examples examples{inputs, torch::tensor({1.0, -2.0, 5.0}, torch::kDouble)};
  const std::vector<AffineLayer> layers{{torch::tensor({1.0, -1.0}, torch::kDouble).unsqueeze(1)},
                                        {torch::tensor({1.0, -1.0}, torch::kDouble).unsqueeze(0)}};
  return ReluNetwork(layers, {examples, examples}, {.batch_size = 1}, {.curve_inputs = inputs});
}

TEST(ReluNetwork, LossFeaturesAndCurveAreThoseWorkedOutByHand) {
  auto network = two_neurons();
  EXPECT_DOUBLE_EQ(network.train_score().loss, 4.0 / 3);  // only the last input misses, by 2
  const auto features = network.features();
  ASSERT_EQ(features.size(), 1u);
  EXPECT_TRUE(
      torch::equal(features[0].features, torch::tensor({1.0, 0.0, 0.0, 2.0, 3.0, 0.0}, torch::kDouble).view({3, 2})));
  EXPECT_EQ(network.curve().y, (std::vector<double>{1, -2, 3}));
}

TEST(ReluNetwork, SignDistanceCountsReLUsThatSwitched) {
  auto network = two_neurons();
  EXPECT_EQ(figure(network, "sign_distance"), 0.0);
  EXPECT_EQ(figure(network, "path_norm"), 2.0);
  const torch::NoGradGuard no_grad;
  network.parameters()[0].second[0].mul_(-1);  // now both neurons are on at -2, none at 1 and 3
  EXPECT_DOUBLE_EQ(figure(network, "sign_distance"), 0.5);
}

TEST(ReluNetwork, RankIsThatOfAutogradsGradientMatrix) {
  ReluNetwork network(gaussian_layers({2, 20, 1}, {0.5, 0.5}, false, 7, 2), paper_two_layer(), {.batch_size = 1}, {});
  std::vector<at::Tensor> parameters;
  std::vector<AffineLayer> layers;
  for (const auto& [name, parameter] : network.parameters()) {
    parameters.push_back(parameter);
    layers.push_back({parameter});
  }
  const auto inputs = paper_two_layer().test.inputs;
  std::vector<at::Tensor> rows;
  for (std::int64_t row = 0; row < 60; ++row) {
    const auto output = relu_network_output(layers, inputs.narrow(0, row * 1000 / 60, 1));
    std::vector<at::Tensor> parts;
    for (const auto& gradient : torch::autograd::grad({output}, parameters)) parts.push_back(gradient.flatten());
    rows.push_back(torch::cat(parts));
  }
  const auto singular = torch::linalg_svdvals(torch::stack(rows));
  EXPECT_EQ(figure(network, "rank"), (singular / singular[0] > 1e-4).sum().item<double>());
}

}  // namespace
}  // namespace largestep
