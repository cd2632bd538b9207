#include "optim/array_update.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace largestep {
namespace {

TEST(ArrayUpdate, TakesTheStepsThatTensorsTake) {
  for (const SgdOptions options : {SgdOptions{.weight_decay = 0.1}, SgdOptions{.momentum = 0.9, .weight_decay = 0.1},
                                   SgdOptions{.momentum = 0.9, .nesterov = true}}) {
    torch::manual_seed(1);
    const auto start = torch::randn({37}, torch::kDouble);
    auto array = start.clone().requires_grad_();
    // Every other entry of a larger tensor: not contiguous, so that Sgd works with tensors.
    auto tensor = torch::randn({37, 2}, torch::kDouble).select(1, 0);
    tensor.copy_(start);
    tensor.requires_grad_();
    Sgd of_array({{"w", array}}, options);
    Sgd of_tensor({{"w", tensor}}, options);
    for (int step = 0; step < 10; ++step) {
      const auto gradient = torch::randn({37}, torch::kDouble);
      array.mutable_grad() = gradient;
      tensor.mutable_grad() = gradient;
      of_array.step(0.1);
      of_tensor.step(0.1);
    }
    EXPECT_LT((array - tensor).abs().max().item<double>(), 1e-14);
  }
}

}  // namespace
}  // namespace largestep
