#include "core/random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace largestep {
namespace {

TEST(SplitMix64, FollowsThePublishedSequenceForSeedZero) {
  // First outputs of Vigna's splitmix64.c with state 0.
  SplitMix64 generator(0);
  EXPECT_EQ(generator(), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(generator(), 0x6e789e6aa1b965f4ULL);
  EXPECT_EQ(generator(), 0x06c45d188009454fULL);
}

TEST(SplitMix64, BelowIsUniformWithinFiveStandardDeviations) {
  SplitMix64 generator(7);
  std::array<int, 9> counts{};
  for (int i = 0; i < 90'000; ++i) ++counts.at(generator.below(9));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 5 * 95);
}

TEST(StreamSeed, DiffersInEveryArgument) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 4; ++seed)
    for (const auto stream : {RandomStream::kOrder, RandomStream::kAugmentation})
      for (std::uint64_t a = 0; a < 4; ++a)
        for (std::uint64_t b = 0; b < 4; ++b) seeds.insert(stream_seed(seed, stream, a, b));
  EXPECT_EQ(seeds.size(), 4u * 2 * 4 * 4);
}

}  // namespace
}  // namespace largestep
