#include "kernels/arrays/arrays.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "kernels/every_instruction_set.h"

namespace largestep::kernels {
namespace {

using Array = std::vector<double>;

/// Sizes around those of vectors.
constexpr std::int64_t kSizes[] = {0, 1, 3, 4, 7, 8, 15, 16, 17, 33, 200};

class Arrays : public testing::TestWithParam<InstructionSet> {
 protected:
  const ArrayKernels& kernels = array_kernels(GetParam());

  Array drawn(std::int64_t size) {
    Array values(static_cast<std::size_t>(size));
    for (auto& value : values) value = distribution_(random_);
    return values;
  }
  std::vector<std::uint8_t> bytes(std::int64_t size) {
    std::vector<std::uint8_t> values(static_cast<std::size_t>(size));
    for (auto& value : values) value = static_cast<std::uint8_t>(random_() % 256);
    return values;
  }

 private:
  std::mt19937 random_{5};
  std::normal_distribution<double> distribution_;
};

TEST_P(Arrays, SumProductsAsLongDoublesDo) {
  for (const auto size : kSizes) {
    const auto a = drawn(size);
    const auto u = drawn(size);
    const auto v = drawn(size);
    const auto pixels = bytes(size);
    long double two = 0;
    long double of_bytes = 0;
    long double three = 0;
    for (std::size_t j = 0; j < a.size(); ++j) {
      two += static_cast<long double>(a[j]) * u[j];
      of_bytes += static_cast<long double>(pixels[j]) * u[j];
      three += static_cast<long double>(a[j]) * u[j] * v[j];
    }
    EXPECT_NEAR(kernels.dot(a.data(), u.data(), size), static_cast<double>(two), 1e-12) << size;
    EXPECT_NEAR(kernels.dot_of_bytes(pixels.data(), u.data(), size), static_cast<double>(of_bytes), 1e-10) << size;
    EXPECT_NEAR(kernels.triple_dot(a.data(), u.data(), v.data(), size), static_cast<double>(three), 1e-12) << size;
  }
}

TEST_P(Arrays, AddToEveryEntryAndToNoOther) {
  for (const auto size : kSizes) {
    const auto x = drawn(size);
    const auto pixels = bytes(size);
    const auto before = drawn(size + 1);
    auto y = before;
    auto z = before;
    kernels.add_scaled(0.7, x.data(), y.data(), size);
    kernels.add_scaled_bytes(0.7, pixels.data(), z.data(), size);
    for (std::size_t j = 0; j < x.size(); ++j) {
      EXPECT_NEAR(y[j], before[j] + 0.7 * x[j], 1e-14) << j << " of " << size;
      EXPECT_NEAR(z[j], before[j] + 0.7 * pixels[j], 1e-12) << j << " of " << size;
    }
    EXPECT_EQ(y.back(), before.back());
    EXPECT_EQ(z.back(), before.back());
  }
}

TEST_P(Arrays, HaveTheGradientOfATripleProduct) {
  for (const auto size : kSizes) {
    const auto x = drawn(size);
    const auto u = drawn(size);
    const auto v = drawn(size);
    auto gu = drawn(size);
    auto gv = drawn(size);
    ArrayKernels::TripleDotGradient gradient{.c = 0.3,
                                             .x = x.data(),
                                             .u = u.data(),
                                             .v = v.data(),
                                             .gu = gu.data(),
                                             .gv = gv.data(),
                                             .size = size,
                                             .overwrite = true};
    kernels.triple_dot_gradient(gradient);
    gradient.c = 0.5;
    gradient.overwrite = false;
    kernels.triple_dot_gradient(gradient);
    for (std::size_t j = 0; j < x.size(); ++j) {
      EXPECT_NEAR(gu[j], 0.8 * x[j] * v[j], 1e-14) << j << " of " << size;
      EXPECT_NEAR(gv[j], 0.8 * x[j] * u[j], 1e-14) << j << " of " << size;
    }
  }
}

TEST_P(Arrays, TakeStepsOfSgd) {
  for (const bool nesterov : {false, true}) {
    for (const auto size : kSizes) {
      const auto g = drawn(size);
      const auto before = drawn(size);
      const auto momentum = drawn(size);
      auto plain = before;
      auto w = before;
      auto v = momentum;
      SgdStep<double> step{.g = g.data(),
                           .w = plain.data(),
                           .size = size,
                           .step_size = 0.1,
                           .momentum = 0.9,
                           .weight_decay = 0.01,
                           .nesterov = nesterov};
      kernels.sgd(step);
      step.v = v.data();
      step.w = w.data();
      kernels.sgd(step);
      for (std::size_t j = 0; j < g.size(); ++j) {
        const double d = g[j] + 0.01 * before[j];
        const double velocity = 0.9 * momentum[j] + d;
        EXPECT_NEAR(plain[j], before[j] - 0.1 * d, 1e-15 + 1e-15 * std::abs(before[j]));
        EXPECT_NEAR(v[j], velocity, 1e-14);
        EXPECT_NEAR(w[j], before[j] - 0.1 * (nesterov ? d + 0.9 * velocity : velocity), 1e-14);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EverySet, Arrays, every_instruction_set(), test_name);

}  // namespace
}  // namespace largestep::kernels
