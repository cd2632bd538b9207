#include "optim/sgd.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "kernels/own_kernels.h"

namespace largestep {
namespace {

/// Largest difference to torch::optim::SGD after 20 steps with changing step sizes on random gradients.
double difference_to_torch(const SgdOptions& options, bool replayed = false) {
  torch::manual_seed(3);
  const auto start = torch::randn({7, 5}, torch::kDouble);
  auto ours = start.clone().requires_grad_();
  auto theirs = start.clone().requires_grad_();
  Sgd sgd({{"w", ours}}, options);
  if (replayed) sgd.replay_steps();
  torch::optim::SGD reference({theirs}, torch::optim::SGDOptions(0.1)
                                            .momentum(options.momentum)
                                            .nesterov(options.nesterov)
                                            .weight_decay(options.weight_decay));
  for (int step = 0; step < 20; ++step) {
    const double step_size = 0.1 / (1 + step);
    const auto gradient = torch::randn({7, 5}, torch::kDouble);
    ours.mutable_grad() = gradient.clone();
    theirs.mutable_grad() = gradient.clone();
    sgd.step(step_size);
    static_cast<torch::optim::SGDOptions&>(reference.param_groups()[0].options()).lr(step_size);
    reference.step();
    EXPECT_TRUE(torch::equal(ours.grad(), gradient)) << "the gradient was changed";
  }
  return (ours - theirs).abs().max().item<double>();
}

const std::vector<SgdOptions> kEveryForm{{},
                                         {.weight_decay = 0.01},
                                         {.momentum = 0.9},
                                         {.momentum = 0.9, .weight_decay = 0.01},
                                         {.momentum = 0.9, .nesterov = true, .weight_decay = 0.01}};

TEST(Sgd, AgreesWithTorchInEveryForm) {
  for (const auto& options : kEveryForm) EXPECT_LT(difference_to_torch(options), 1e-14);
}

TEST(Sgd, AgreesWithTorchWithTheStepSizeInATensor) {
  for (const auto& options : kEveryForm) EXPECT_LT(difference_to_torch(options, /*replayed=*/true), 1e-14);
}

TEST(Sgd, ReplaysTheStepsThatItTakesOneByOne_CUDA) {
  if (!torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  const c10::Device device(c10::kCUDA, 0);
  const OwnStreamScope stream(device);
  const auto run = [&](bool replayed) {
    torch::manual_seed(5);
    auto w = torch::randn({8, 3, 3, 3}, device).requires_grad_();
    const auto gradient = torch::zeros_like(w.detach());
    w.mutable_grad() = gradient;
    Sgd sgd({{"w", w}}, {.momentum = 0.9, .weight_decay = 0.01});
    if (replayed) sgd.replay_steps();
    for (int step = 0; step < 20; ++step) {
      gradient.copy_(torch::randn(gradient.sizes(), device));
      sgd.step(0.1 / (1 + step));
    }
    return w.detach().cpu();
  };
  EXPECT_LT((run(true) - run(false)).abs().max().item<double>(), 1e-6);
}

/// Weights after 5 steps from float32 gradients that need not lie in memory like the weights, over entries enough for
/// several threads and for vectors with a remainder.
at::Tensor weights_after_steps(const SgdOptions& options, bool own) {
  const OwnKernelsScope kernels(own);
  torch::manual_seed(7);
  auto w = torch::randn({61, 53, 7, 5}).contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_();
  Sgd sgd({{"w", w}}, options);
  for (int step = 0; step < 5; ++step) {
    w.mutable_grad() = torch::randn(w.sizes());
    sgd.step(0.3);
  }
  return w.detach();
}

TEST(Sgd, GivesTheBitsOfLibTorchsOperationsInOnePass) {
  for (const SgdOptions& options : {SgdOptions{}, SgdOptions{.weight_decay = 0.01}, SgdOptions{.momentum = 0.9},
                                    SgdOptions{.momentum = 0.9, .weight_decay = 0.01},
                                    SgdOptions{.momentum = 0.9, .nesterov = true, .weight_decay = 0.01}}) {
    EXPECT_TRUE(torch::equal(weights_after_steps(options, true), weights_after_steps(options, false)))
        << "momentum " << options.momentum << ", weight decay " << options.weight_decay;
  }
}

TEST(Sgd, ContinuesExactlyFromRestoredMomentum) {
  const auto run = [](bool interrupted) {
    torch::manual_seed(5);
    auto w = torch::randn({4}).requires_grad_();
    auto sgd = std::make_unique<Sgd>(std::vector<NamedTensor>{{"w", w}}, SgdOptions{.momentum = 0.9});
    for (int step = 0; step < 6; ++step) {
      if (interrupted && step == 3) {
        const auto saved = sgd->momentum_buffers();
        sgd = std::make_unique<Sgd>(std::vector<NamedTensor>{{"w", w}}, SgdOptions{.momentum = 0.9});
        sgd->restore_momentum({{"w", saved[0].second.clone()}});
      }
      w.mutable_grad() = torch::randn({4});
      sgd->step(0.1);
    }
    return w.detach();
  };
  EXPECT_TRUE(torch::equal(run(false), run(true)));
}

TEST(Sgd, RefusesBadOptionsMissingGradientsAndForeignMomentum) {
  expect_error(ErrorKind::kInvalidArgument, {"momentum is 1,"}, [&] { SgdOptions{.momentum = 1.0}.validate(); });
  expect_error(ErrorKind::kInvalidArgument, {"momentum is nan"},
               [&] { SgdOptions{.momentum = std::nan("")}.validate(); });
  expect_error(ErrorKind::kInvalidArgument, {"weight-decay is -1"}, [&] { SgdOptions{.weight_decay = -1}.validate(); });
  expect_error(ErrorKind::kInvalidArgument, {"nesterov needs a momentum"},
               [&] { SgdOptions{.nesterov = true}.validate(); });
  Sgd sgd({{"w", torch::zeros({2}).requires_grad_()}}, {.momentum = 0.9});
  expect_error(ErrorKind::kInternal, {"w has no gradient"}, [&] { sgd.step(0.1); });
  expect_error(ErrorKind::kData, {"buffer v does not fit parameter w"}, [&] {
    sgd.restore_momentum({{"v", torch::zeros({2})}});
  });
  expect_error(ErrorKind::kData, {"buffer w does not fit parameter w"}, [&] {
    sgd.restore_momentum({{"w", torch::zeros({3})}});
  });
}

}  // namespace
}  // namespace largestep
