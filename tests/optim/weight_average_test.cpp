#include "optim/weight_average.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"

namespace largestep {
namespace {

TEST(WeightAverage, OfALineIsTheClosedForm) {
  // w_k = w_0 + k d: a_k = w_0 + d (k - tau (1 - tau^k) / (1 - tau)).
  auto w = torch::tensor({1.0, -2.0}, torch::kDouble).requires_grad_();
  WeightAverage average({{"w", w}}, 0.9);
  for (int step = 1; step <= 30; ++step) {
    const torch::NoGradGuard no_grad;
    w += 0.5;
    average.update();
  }
  const double moved = 0.5 * (30 - 0.9 * (1 - std::pow(0.9, 30)) / 0.1);
  EXPECT_NEAR(average.weights()[0].second[0].item<double>(), 1.0 + moved, 1e-12);
  EXPECT_NEAR(average.weights()[0].second[1].item<double>(), -2.0 + moved, 1e-12);
  EXPECT_DOUBLE_EQ(w[0].item<double>(), 16.0) << "the weights were changed";
}

TEST(WeightAverage, IsTheSameWhereItIsReplayed) {
  torch::manual_seed(2);
  auto w = torch::randn({33});
  WeightAverage usual({{"w", w}}, 0.9);
  WeightAverage replayed({{"w", w}}, 0.9);
  replayed.replay_updates();
  for (int step = 0; step < 20; ++step) {
    w += torch::randn({33});
    usual.update();
    replayed.update();
  }
  EXPECT_TRUE(torch::allclose(usual.weights()[0].second, replayed.weights()[0].second, 1e-6));
}

TEST(WeightAverage, ContinuesFromASavedOne) {
  auto w = torch::randn({3});
  WeightAverage first({{"w", w}}, 0.5);
  const std::vector<NamedTensor> saved{{"w", first.weights()[0].second.clone()}};
  w += 1;
  WeightAverage second({{"w", w}}, 0.5);
  second.restore(saved);
  first.update();
  second.update();
  EXPECT_TRUE(torch::equal(first.weights()[0].second, second.weights()[0].second));
}

TEST(WeightAverage, RefusesForeignTensorsAndTauOutOfRange) {
  const auto w = torch::zeros({2});
  for (const double tau : {0.0, 1.0, -0.1, std::nan("")}) {
    expect_error(ErrorKind::kInvalidArgument, {fmt::format("average-tau is {},", tau)}, [&] {
      WeightAverage({{"w", w}}, tau);
    });
  }
  WeightAverage average({{"w", w}}, 0.9);
  expect_error(ErrorKind::kData, {"has 0 tensors"}, [&] { average.restore({}); });
  expect_error(ErrorKind::kData, {"average v does not fit parameter w"}, [&] { average.restore({{"v", w}}); });
  expect_error(ErrorKind::kData, {"average w does not fit parameter w"}, [&] {
    average.restore({{"w", torch::zeros({3})}});
  });
}

}  // namespace
}  // namespace largestep
