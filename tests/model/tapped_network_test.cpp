#include "model/tapped_network.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/networks/resnet18.h"

namespace largestep {
namespace {

TEST(TappedNetwork, NormalisesItsInputsByColour) {
  torch::manual_seed(1);
  ResNet18 network(ResNet18Options{.width = 2});
  network->eval();
  const torch::NoGradGuard no_grad;
  const auto images = torch::rand({3, 3, 32, 32});
  auto by_hand = images.clone();
  const std::array<double, 3> mean{0.4, 0.5, 0.6}, deviation{0.2, 0.25, 0.5};
  for (std::int64_t c = 0; c < 3; ++c) {
    const auto i = static_cast<std::size_t>(c);
    by_hand.select(1, c).sub_(mean[i]).div_(deviation[i]);  // as torchvision.transforms.Normalize does it
  }
  const auto of_normalised = network->forward(by_hand);
  const auto of_images = network->forward(images);
  network->set_normalisation(Normalisation{.mean = mean, .deviation = deviation});
  EXPECT_TRUE(torch::equal(network->forward(images), of_normalised));
  EXPECT_EQ(network->named_buffers().size(), 60U) << "the state_dict stays that of the public network";
  network->set_normalisation(std::nullopt);
  EXPECT_TRUE(torch::equal(network->forward(images), of_images));
  EXPECT_FALSE(torch::allclose(of_images, of_normalised));
}

}  // namespace
}  // namespace largestep
