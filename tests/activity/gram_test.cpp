#include "activity/gram.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "device/device.h"
#include "threads_scope.h"

namespace largestep {
namespace {

at::Tensor drawn(std::int64_t rows, std::int64_t columns, at::ScalarType type) {
  torch::manual_seed(41);
  return torch::randn({rows, columns}, at::dtype(type));
}

TEST(Gram, IsTheProductsOfAllPairsOfColumns) {
  for (const auto columns : {1, 2, 63, 64, 65, 200}) {
    const auto x = drawn(300, columns, at::kFloat);
    const auto products = gram(x);
    const auto wide = x.to(at::kDouble);
    EXPECT_TRUE(torch::allclose(products.to(at::kDouble), (wide.unsqueeze(2) * wide.unsqueeze(1)).sum(0), 1e-5, 1e-3))
        << columns;
  }
}

TEST(Gram, TakesFloat64AndRowsInsteadOfColumns) {
  const auto x = drawn(70, 300, at::kDouble);
  EXPECT_TRUE(torch::allclose(gram(x.t()), (x.unsqueeze(1) * x.unsqueeze(0)).sum(2), 1e-12, 1e-12));
}

TEST(Gram, DoesNotDependOnTheNumberOfThreads) {
  const auto x = drawn(1000, 500, at::kFloat);
  const ThreadsScope restored(at::get_num_threads());
  const auto with_threads = [&](int threads) {
    set_threads(threads);
    return gram(x);
  };
  const auto alone = with_threads(1);
  for (const int threads : {2, 3, 16}) EXPECT_TRUE(torch::equal(with_threads(threads), alone)) << threads;
}

}  // namespace
}  // namespace largestep
