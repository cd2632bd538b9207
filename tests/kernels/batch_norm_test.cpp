#include "kernels/batch_norm/batch_norm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/elements.h"
#include "kernels/every_instruction_set.h"

namespace largestep::kernels {
namespace {

constexpr std::int64_t kPixels = 37;
/// Whole vectors of every width and a remainder; two numbers whose sums stay in registers; one beyond them.
constexpr std::int64_t kChannelNumbers[] = {45, 64, 128, 256};

/// All that the kernels write, bit by bit.
template <typename T>
std::vector<std::uint32_t> results(InstructionSet set, std::int64_t channels) {
  const auto width = static_cast<std::size_t>(channels);
  const auto entries = static_cast<std::size_t>(kPixels) * width;
  const auto& kernels = batch_norm_kernels<T>(set);
  auto x = drawn<T>(1, entries);
  x[5] = element<T>(std::numeric_limits<float>::quiet_NaN());
  x[6] = element<T>(std::numeric_limits<float>::infinity());
  const auto g = drawn<T>(2, entries);
  const auto residual = drawn<T>(3, entries);
  const auto scale = drawn<float>(4, width);
  const auto offset = drawn<float>(5, width);
  const auto mean = drawn<float>(6, width);
  std::vector<float> sums(6 * width, 0.0F);
  std::vector<T> y(entries), added(entries), d(entries), dx(entries), dx_masked(entries);
  kernels.add_moments({.x = x.data(),
                       .pixels = kPixels,
                       .channels = channels,
                       .shift = mean.data(),
                       .sum = &sums[0],
                       .square_sum = &sums[width]});
  typename BatchNormKernels<T>::Output output{.x = x.data(),
                                              .pixels = kPixels,
                                              .channels = channels,
                                              .scale = scale.data(),
                                              .offset = offset.data(),
                                              .relu = true,
                                              .y = y.data()};
  kernels.normalise(output);
  output.residual = residual.data();
  output.y = added.data();
  kernels.normalise(output);
  typename BatchNormKernels<T>::GradientSums gradient_sums{.g = g.data(),
                                                           .x = x.data(),
                                                           .pixels = kPixels,
                                                           .channels = channels,
                                                           .scale = scale.data(),
                                                           .offset = offset.data(),
                                                           .mean = mean.data(),
                                                           .relu = true,
                                                           .sum = &sums[2 * width],
                                                           .product_sum = &sums[3 * width]};
  kernels.add_gradient_sums(gradient_sums);
  gradient_sums.y = added.data();
  gradient_sums.sum = &sums[4 * width];
  gradient_sums.product_sum = &sums[5 * width];
  gradient_sums.d = d.data();
  kernels.add_gradient_sums(gradient_sums);
  typename BatchNormKernels<T>::InputGradient input_gradient{.g = g.data(),
                                                             .x = x.data(),
                                                             .pixels = kPixels,
                                                             .channels = channels,
                                                             .scale = scale.data(),
                                                             .offset = offset.data(),
                                                             .mean = mean.data(),
                                                             .relu = false,
                                                             .a = scale.data(),
                                                             .b = offset.data(),
                                                             .c0 = mean.data(),
                                                             .dx = dx.data()};
  kernels.input_gradient(input_gradient);
  input_gradient.relu = true;
  input_gradient.dx = dx_masked.data();
  kernels.input_gradient(input_gradient);
  std::vector<std::uint32_t> all;
  for (const auto* values : {&y, &added, &d, &dx, &dx_masked}) {
    for (const T value : *values) all.push_back(bits(value));
  }
  for (const float sum : sums) all.push_back(std::isnan(sum) ? 0x7fc00000U : bits(sum));
  return all;
}

class BatchNorm : public testing::TestWithParam<InstructionSet> {};

TEST_P(BatchNorm, GivesTheSameBitsAsTheBaseline) {
  for (const auto channels : kChannelNumbers) {
    EXPECT_EQ(results<float>(GetParam(), channels), results<float>(InstructionSet::kBaseline, channels))
        << channels << " channels";
    EXPECT_EQ(results<BFloat16>(GetParam(), channels), results<BFloat16>(InstructionSet::kBaseline, channels))
        << channels << " channels";
  }
}

TEST_P(BatchNorm, RoundsToTheNearestBfloat16AndToEvenBetweenTwo) {
  const std::vector<std::pair<float, std::uint16_t>> offsets_and_bits{
      {1.00390625F, 0x3f80}, {1.01171875F, 0x3f82}, {1.004F, 0x3f81}, {-0.0F, 0x8000}};
  for (const auto& [offset, expected] : offsets_and_bits) {
    constexpr std::int64_t kWide = 16;                       // a vector of every set
    const std::vector<BFloat16> x(kWide, BFloat16{0x8000});  // -0, which keeps the sign of the offset
    const std::vector<float> scale(kWide, 0.0F), offsets(kWide, offset);
    std::vector<BFloat16> y(kWide);
    batch_norm_kernels<BFloat16>(GetParam())
        .normalise({.x = x.data(),
                    .pixels = 1,
                    .channels = kWide,
                    .scale = scale.data(),
                    .offset = offsets.data(),
                    .relu = false,
                    .y = y.data()});
    for (const auto element : y) EXPECT_EQ(element.bits, expected) << offset;
  }
}

INSTANTIATE_TEST_SUITE_P(EverySet, BatchNorm, every_instruction_set(), test_name);

}  // namespace
}  // namespace largestep::kernels
