#include "distributed/ranks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include "expect_error.h"
#include "rank_threads.h"

namespace largestep {
namespace {

using testing::ElementsAre;

TEST(Ranks, AloneDoNothing) {
  Ranks ranks;
  auto values = torch::tensor({1.0, 2.0});
  ranks.all_reduce(values);
  ranks.start_all_reduce(values)->wait();
  EXPECT_TRUE(torch::equal(values, torch::tensor({1.0, 2.0})));
  EXPECT_EQ(ranks.broadcast(7), 7);
  EXPECT_THAT(ranks.all_gather(5), ElementsAre(5));
  EXPECT_EQ(ranks.part(10).count, 10);
}

TEST(Ranks, SumTheirTensors) {
  as_ranks(3, [](Ranks& ranks) {
    const auto values = torch::tensor({1, 10 * ranks.rank()}, at::kLong);
    ranks.all_reduce(values);
    EXPECT_TRUE(torch::equal(values, torch::tensor({3, 30}, at::kLong)));
    std::vector<double> numbers{0.5};
    ranks.all_reduce(numbers);
    EXPECT_THAT(numbers, ElementsAre(1.5));
  });
}

TEST(Ranks, SumInTheBackgroundInTheOrderStarted) {
  as_ranks(2, [](Ranks& ranks) {
    std::vector<at::Tensor> tensors;
    std::vector<std::unique_ptr<Ranks::Pending>> pending;
    for (int i = 0; i < 5; ++i) {
      tensors.push_back(torch::full({100'000}, static_cast<double>(i + ranks.rank())));
      pending.push_back(ranks.start_all_reduce(tensors.back()));
    }
    for (int i = 0; i < 5; ++i) {
      pending[static_cast<std::size_t>(i)]->wait();
      EXPECT_EQ(tensors[static_cast<std::size_t>(i)].min().item<double>(), 2 * i + 1);
    }
  });
}

TEST(Ranks, TakeWhatRankZeroHasWhateverItsStrides) {
  as_ranks(2, [](Ranks& ranks) {
    const auto values = torch::full({2, 3, 4, 5}, ranks.rank()).contiguous(at::MemoryFormat::ChannelsLast);
    const auto expected = torch::arange(120.0).view({2, 3, 4, 5});
    if (ranks.is_first()) values.copy_(expected);
    ranks.broadcast(values);
    EXPECT_TRUE(torch::equal(values, expected));
    EXPECT_EQ(ranks.broadcast(ranks.rank() + 40), 40);
  });
}

TEST(Ranks, KnowWhatHoldsAnywhere) {
  as_ranks(3, [](Ranks& ranks) {
    EXPECT_TRUE(ranks.any(ranks.rank() == 2));
    EXPECT_FALSE(ranks.any(false));
    EXPECT_THAT(ranks.all_gather(ranks.rank() * ranks.rank()), ElementsAre(0, 1, 4));
  });
}

TEST(Ranks, PartsCoverEverythingOnce) {
  for (const std::int64_t n : {0, 1, 2, 3, 7, 256}) {
    as_ranks(3, [&](Ranks& ranks) {
      const auto [first, count] = ranks.part(n);
      const auto counts = ranks.all_gather(count);
      EXPECT_EQ(counts[0] + counts[1] + counts[2], n);
      EXPECT_LE(counts[0] - counts[2], 1);
      EXPECT_EQ(first, ranks.rank() == 0 ? 0 : ranks.rank() == 1 ? counts[0] : counts[0] + counts[1]);
    });
  }
}

TEST(Ranks, HearWhyAnotherEndedInsteadOfItsPartOfASum) {
  const auto one_ends = [](Ranks& ranks) {
    if (ranks.rank() == 1) {
      const Error reason(ErrorKind::kData, "the file is torn");
      ranks.say_ended(reason);
      throw reason;
    }
    const auto values = torch::ones({10});
    ranks.all_reduce(values);
  };
  expect_error(ErrorKind::kData, {" ended: the file is torn"}, [&] { as_ranks(2, one_ends); });
}

}  // namespace
}  // namespace largestep
