#include "kernels/count_positive/count_positive.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <vector>

#include "kernels/elements.h"
#include "kernels/every_instruction_set.h"

namespace largestep::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
/// Neither 0 nor NaN of either sign counts; the smallest number does.
constexpr std::array kValues{1.0F, -1.0F, 0.0F, -0.0F, kNaN, -kNaN, kInfinity, -kInfinity, 0x1p-133F, -0x1p-133F, 3.5F};

template <typename T>
void expect_counts(InstructionSet set, std::int64_t rows, std::int64_t units) {
  std::vector<T> values;
  std::vector<std::int32_t> expected(static_cast<std::size_t>(units), 5);
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t unit = 0; unit < units; ++unit) {
      const auto value =
          unit == 0 ? 1.0F : kValues[static_cast<std::size_t>(row * 7 + unit * 3 + row / 11) % kValues.size()];
      values.push_back(element<T>(value));
      if (value > 0.0F) ++expected[static_cast<std::size_t>(unit)];
    }
  }
  std::vector<std::int32_t> counts(static_cast<std::size_t>(units), 5);
  count_positive_kernels<T>(set).add(values.data(), rows, units, counts.data());
  EXPECT_EQ(counts, expected) << rows << " rows of " << units << " units";
}

class CountPositive : public testing::TestWithParam<InstructionSet> {};

TEST_P(CountPositive, CountsWhatIsAboveZero) {
  for (const auto& [rows, units] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {0, 3}, {1, 1}, {3, 17}, {12, 100}, {5, 16'384 + 37}, {2 * 65'535 + 9, 3}}) {
    expect_counts<float>(GetParam(), rows, units);
    expect_counts<BFloat16>(GetParam(), rows, units);
  }
}

INSTANTIATE_TEST_SUITE_P(EverySet, CountPositive, every_instruction_set(), test_name);

}  // namespace
}  // namespace largestep::kernels
