#include "kernels/count_positive/count_positive.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <limits>
#include <vector>

#include "kernels/bfloat16.h"

namespace largestep::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
/// Neither 0 nor NaN of either sign counts; the smallest number does.
constexpr std::array kValues{1.0F, -1.0F, 0.0F, -0.0F, kNaN, -kNaN, kInfinity, -kInfinity, 0x1p-133F, -0x1p-133F, 3.5F};

float as(float value, float) { return value; }
BFloat16 as(float value, BFloat16) { return {static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16)}; }

template <typename T>
void expect_counts(std::int64_t rows, std::int64_t units) {
  std::vector<T> values;
  std::vector<std::int32_t> expected(static_cast<std::size_t>(units), 5);
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t unit = 0; unit < units; ++unit) {
      const auto value =
          unit == 0 ? 1.0F : kValues[static_cast<std::size_t>(row * 7 + unit * 3 + row / 11) % kValues.size()];
      values.push_back(as(value, T{}));
      if (value > 0.0F) ++expected[static_cast<std::size_t>(unit)];
    }
  }
  for (const auto set : runnable_instruction_sets()) {
    std::vector<std::int32_t> counts(static_cast<std::size_t>(units), 5);
    count_positive_kernels<T>(set).add(values.data(), rows, units, counts.data());
    EXPECT_EQ(counts, expected) << rows << " rows of " << units << " units, " << name_of(set);
  }
}

TEST(CountPositive, CountsWhatIsAboveZeroInEveryInstructionSet) {
  for (const auto& [rows, units] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {0, 3}, {1, 1}, {3, 17}, {12, 100}, {5, 16'384 + 37}, {2 * 65'535 + 9, 3}}) {
    expect_counts<float>(rows, units);
    expect_counts<BFloat16>(rows, units);
  }
}

}  // namespace
}  // namespace largestep::kernels
