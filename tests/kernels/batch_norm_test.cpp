#include "kernels/batch_norm/batch_norm.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "core/random.h"
#include "kernels/bfloat16.h"

namespace largestep::kernels {
namespace {

constexpr std::int64_t kPixels = 37;
/// Whole vectors of every width and a remainder; two numbers whose sums stay in registers; one beyond them.
constexpr std::int64_t kChannelNumbers[] = {45, 64, 128, 256};

BFloat16 to(float value, BFloat16) { return {static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16)}; }
float to(float value, float) { return value; }
std::uint32_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }
std::uint32_t bits(BFloat16 value) { return value.bits; }

template <typename T>
std::vector<T> drawn(std::uint64_t seed, std::size_t count) {
  SplitMix64 random(seed);
  std::vector<T> values(count);
  for (auto& value : values) value = to(static_cast<float>(random.uniform() * 8 - 4), T());
  return values;
}

/// All that the passes write, bit by bit.
template <typename T>
std::vector<std::uint32_t> results(InstructionSet set, std::int64_t channels) {
  const auto width = static_cast<std::size_t>(channels);
  const auto entries = static_cast<std::size_t>(kPixels) * width;
  const auto& passes = batch_norm_kernels<T>(set);
  auto x = drawn<T>(1, entries);
  x[5] = to(std::numeric_limits<float>::quiet_NaN(), T());
  x[6] = to(std::numeric_limits<float>::infinity(), T());
  const auto g = drawn<T>(2, entries);
  const auto residual = drawn<T>(3, entries);
  const auto scale = drawn<float>(4, width);
  const auto offset = drawn<float>(5, width);
  const auto mean = drawn<float>(6, width);
  std::vector<float> sums(8 * width, 0.0F);
  std::vector<T> y(entries), added(entries), d(entries), dx(entries), dx_masked(entries);
  passes.add_moments(x.data(), kPixels, channels, mean.data(), &sums[0], &sums[width]);
  passes.normalise(x.data(), nullptr, kPixels, channels, scale.data(), offset.data(), true, y.data());
  passes.normalise(x.data(), residual.data(), kPixels, channels, scale.data(), offset.data(), true, added.data());
  passes.add_gradient_sums(g.data(), x.data(), nullptr, kPixels, channels, scale.data(), offset.data(), mean.data(),
                           true, &sums[2 * width], &sums[3 * width], nullptr);
  passes.add_gradient_sums(g.data(), x.data(), added.data(), kPixels, channels, scale.data(), offset.data(),
                           mean.data(), true, &sums[4 * width], &sums[5 * width], d.data());
  passes.input_gradient(g.data(), x.data(), kPixels, channels, scale.data(), offset.data(), mean.data(), false,
                        scale.data(), offset.data(), mean.data(), dx.data());
  passes.input_gradient(g.data(), x.data(), kPixels, channels, scale.data(), offset.data(), mean.data(), true,
                        scale.data(), offset.data(), mean.data(), dx_masked.data());
  std::vector<std::uint32_t> all;
  for (const auto* values : {&y, &added, &d, &dx, &dx_masked}) {
    for (const T value : *values) all.push_back(bits(value));
  }
  for (const float sum : sums) all.push_back(std::isnan(sum) ? 0x7fc00000U : bits(sum));
  return all;
}

TEST(BatchNormKernels, GiveTheSameBitsWithEveryInstructionSet) {
  for (const auto set : runnable_instruction_sets()) {
    for (const auto channels : kChannelNumbers) {
      EXPECT_EQ(results<float>(set, channels), results<float>(InstructionSet::kBaseline, channels))
          << name_of(set) << ", " << channels << " channels";
      EXPECT_EQ(results<BFloat16>(set, channels), results<BFloat16>(InstructionSet::kBaseline, channels))
          << name_of(set) << ", " << channels << " channels";
    }
  }
}

TEST(BatchNormKernels, RoundToTheNearestBfloat16AndToEvenBetweenTwo) {
  const std::vector<float> scale{0.0F}, offsets{1.00390625F, 1.01171875F, 1.004F, -0.0F};
  const std::vector<std::uint16_t> expected{0x3f80, 0x3f82, 0x3f81, 0x8000};
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    const BFloat16 x{0x8000};  // -0, which keeps the sign of the offset
    const std::vector<float> one{1.0F};
    BFloat16 y{};
    batch_norm_kernels<BFloat16>().normalise(&x, nullptr, 1, 1, one.data(), &offsets[i], false, &y);
    EXPECT_EQ(y.bits, expected[i]) << offsets[i];
  }
}

}  // namespace
}  // namespace largestep::kernels
