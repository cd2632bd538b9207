#include "data/epoch_order.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <array>

#include "expect_error.h"

namespace largestep {
namespace {

TEST(EpochOrder, VisitsEveryTermOnce) {
  const auto order = epoch_order(50'000, 3, 9);
  ASSERT_EQ(order.scalar_type(), torch::kInt64);
  EXPECT_TRUE(torch::equal(std::get<0>(order.sort()), torch::arange(50'000)));
}

TEST(EpochOrder, IsAFunctionOfSeedAndEpochOnly) {
  EXPECT_TRUE(torch::equal(epoch_order(1'000, 3, 9), epoch_order(1'000, 3, 9)));
  EXPECT_FALSE(torch::equal(epoch_order(1'000, 3, 9), epoch_order(1'000, 3, 10)));
  EXPECT_FALSE(torch::equal(epoch_order(1'000, 3, 9), epoch_order(1'000, 4, 9)));
}

TEST(EpochOrder, KeepsTheOrderThatEarlierRunsWereTrainedWith) {
  EXPECT_TRUE(torch::equal(epoch_order(6, 0, 0), torch::tensor({4, 3, 2, 5, 0, 1}, torch::kInt64)))
      << epoch_order(6, 0, 0);
}

TEST(EpochOrder, DrawsEachPermutationOfFourEquallyOften) {
  std::array<int, 256> counts{};
  constexpr int kDraws = 24'000;
  for (int epoch = 0; epoch < kDraws; ++epoch) {
    const auto order = epoch_order(4, 1, epoch);
    const auto* term = order.data_ptr<std::int64_t>();
    ++counts[static_cast<std::size_t>(64 * term[0] + 16 * term[1] + 4 * term[2] + term[3])];
  }
  int permutations = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    ++permutations;
    EXPECT_NEAR(count, 1'000, 155);  // five standard deviations
  }
  EXPECT_EQ(permutations, 24);
}

TEST(EpochOrder, AcceptsNoAndOneTerm) {
  EXPECT_EQ(epoch_order(0, 0, 0).numel(), 0);
  EXPECT_EQ(epoch_order(1, 0, 0).item<std::int64_t>(), 0);
}

TEST(EpochOrder, RefusesNegativeArguments) {
  expect_error(ErrorKind::kInvalidArgument, {"-1 terms"}, [&] { epoch_order(-1, 0, 0); });
  expect_error(ErrorKind::kInvalidArgument, {"epoch is -1"}, [&] { epoch_order(4, 0, -1); });
}

}  // namespace
}  // namespace largestep
