#include "measure/loss_stabilization.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "core/error.h"
#include "core/random.h"
#include "measure/sliding_median.h"

namespace largestep {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpochs = 10;

using Share = std::function<double(double)>;  // of the share of training done, in (0, 1]

/// A run whose loss and step size are given curves, with log-normal noise as that of single batches of 64 images.
struct ConstructedRun {
  std::vector<double> steps, epochs, step_sizes, losses;

  ConstructedRun(std::size_t count, const Share& step_size, const Share& loss, double noise = 0.13,
                 std::uint64_t seed = 1) {
    SplitMix64 random(seed);
    for (std::size_t i = 1; i <= count; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(count);
      const double normal =
          std::sqrt(-2 * std::log(1 - random.uniform())) * std::cos(2 * std::numbers::pi * random.uniform());
      steps.push_back(static_cast<double>(i));
      epochs.push_back(kEpochs * share);
      step_sizes.push_back(step_size(share));
      losses.push_back(loss(share) * std::exp(noise * normal));
    }
  }
  std::vector<StabilizationInterval> intervals() const {
    return loss_stabilization({steps, epochs, step_sizes, losses});
  }
};

double decayed_at_half(double share) { return share <= 0.5 ? 0.5 : share <= 0.9 ? 0.05 : 0.005; }
double constant(double) { return 0.5; }
/// Falls from 2.3 to 0.9 within a tenth of the run, hovers to the half, drops to 0.2.
double hover_then_drop(double share) {
  return share <= 0.5 ? 0.9 + 1.4 * std::exp(-share / 0.02) : 0.2 + 0.4 * std::exp(-(share - 0.5) / 0.02);
}

TEST(LossStabilization, FindsAHoverBeforeADropWithItsLevelAndItsEnds) {
  for (const std::size_t steps : {300u, 2343u, 20000u}) {
    const auto found = ConstructedRun(steps, decayed_at_half, hover_then_drop).intervals();
    ASSERT_EQ(found.size(), 1u) << steps;
    const auto count = static_cast<double>(steps);
    EXPECT_NEAR(static_cast<double>(found[0].first_step) / count, 0.08, steps < 1000 ? 0.1 : 0.04) << steps;
    EXPECT_EQ(found[0].last_step, steps / 2) << steps;
    EXPECT_NEAR(found[0].last_epoch, kEpochs / 2, kEpochs / count) << steps;
    EXPECT_NEAR(found[0].first_epoch, static_cast<double>(found[0].first_step) * kEpochs / count, 1e-9);
    EXPECT_NEAR(found[0].level, 0.9, 0.03) << steps;
    EXPECT_NEAR(found[0].end_level, 0.2, 0.02) << steps;
  }
}

TEST(LossStabilization, DependsOnRatiosOfLossesAndStepSizesOnly) {
  const auto found = ConstructedRun(2000, decayed_at_half, hover_then_drop).intervals();
  ASSERT_EQ(found.size(), 1u);
  for (const double scale : {0x1p-12, 0x1p8}) {
    const auto scaled = ConstructedRun(
        2000, [&](double s) { return decayed_at_half(s) / scale; },
        [&](double s) { return scale * hover_then_drop(s); });
    const auto same = scaled.intervals();
    ASSERT_EQ(same.size(), 1u) << scale;
    EXPECT_EQ(same[0].first_step, found[0].first_step) << scale;
    EXPECT_EQ(same[0].last_step, found[0].last_step) << scale;
    EXPECT_NEAR(same[0].level, scale * found[0].level, 1e-9 * scale) << scale;
  }
}

TEST(LossStabilization, IsNotALossThatFallsAtAnEvenPaceHoweverSlow) {
  for (const double folds : {0.1, 0.3, 0.4, 0.5, 1.0, 2.0, 5.0}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const auto run = ConstructedRun(
          3000, constant, [&](double s) { return 2.3 * std::exp(-folds * s); }, 0.04, seed);
      EXPECT_TRUE(run.intervals().empty()) << folds << " " << seed;
    }
  }
}

TEST(LossStabilization, IsNotAFallThatADecayMerelySpeedsUp) {
  const auto loss = [](double s) { return s <= 0.5 ? 2.3 * std::exp(-2 * s) : 0.1; };
  EXPECT_TRUE(ConstructedRun(3000, decayed_at_half, loss).intervals().empty());
}

TEST(LossStabilization, IsNotConvergence) {
  const auto converged = [](double s) { return 0.5 + 1.8 * std::exp(-s / 0.05); };
  EXPECT_TRUE(ConstructedRun(3000, constant, converged).intervals().empty());
  EXPECT_TRUE(ConstructedRun(3000, decayed_at_half, converged).intervals().empty());
}

TEST(LossStabilization, EndsWhereTheLossFallsAgainAtTheSameStepSize) {
  const auto loss = [](double s) { return s < 0.4 ? 1.0 : 1.0 * std::exp(-5 * (s - 0.4)); };
  const auto found = ConstructedRun(3000, constant, loss).intervals();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].first_step, 1);
  EXPECT_NEAR(static_cast<double>(found[0].last_step), 1200, 150);
}

TEST(LossStabilization, OfTwoHoversCountsTheSecondIfItsStepSizeIsStillLarge) {
  const auto loss = [](double s) { return s <= 0.3 ? 1.5 : s <= 0.6 ? 0.8 : 0.2; };
  const auto with_second = [&](double second) {
    return ConstructedRun(
               3000, [=](double s) { return s <= 0.3   ? 1.0
                                            : s <= 0.6 ? second
                                                       : 0.01; }, loss)
        .intervals();
  };
  const auto both = with_second(0.5);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].last_step, 900);
  EXPECT_EQ(both[1].first_step, 901);
  EXPECT_EQ(both[1].last_step, 1800);
  EXPECT_NEAR(both[0].level, 1.5, 0.03);
  EXPECT_NEAR(both[1].level, 0.8, 0.02);
  const auto first = with_second(0.1);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].last_step, 900);
}

TEST(LossStabilization, IsNotAPlateauWhileTheStepSizeIsSmall) {
  const auto step_size = [](double s) { return s <= 0.2 ? 1.0 : 0.1; };
  const auto loss = [](double s) { return s <= 0.2 ? 2.3 * std::exp(-5 * s) : s <= 0.7 ? 0.8 : 0.1; };
  EXPECT_TRUE(ConstructedRun(3000, step_size, loss).intervals().empty());
}

TEST(LossStabilization, FollowsALevelThatRisesWithAWarmUp) {
  const auto step_size = [](double s) { return s <= 0.5 ? 0.75 * std::pow(1.05, 100 * s) : 0.05; };
  const auto loss = [](double s) { return s <= 0.5 ? 0.6 + 1.7 * std::exp(-s / 0.02) + 0.8 * s : 0.05; };
  const auto found = ConstructedRun(5000, step_size, loss).intervals();
  ASSERT_EQ(found.size(), 1u);
  // The step size is above a fifth of its maximum from share 0.5 - ln(5) / (100 ln(1.05)) = 0.170 on.
  EXPECT_NEAR(static_cast<double>(found[0].first_step), 0.170 * 5000, 5);
  EXPECT_EQ(found[0].last_step, 2500);
}

TEST(LossStabilization, EndsACosineWhereTheStepSizeIsAFifth) {
  const auto step_size = [](double s) { return (1 + std::cos(std::numbers::pi * s)) / 2; };
  const auto loss = [](double s) { return s <= 0.8 ? 1.0 : 0.1; };
  const auto found = ConstructedRun(2000, step_size, loss).intervals();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(static_cast<double>(found[0].last_step) / 2000, std::acos(-0.6) / std::numbers::pi, 0.001);
}

TEST(LossStabilization, BearsSpikesAndLossesThatAreNotFinite) {
  ConstructedRun run(2343, decayed_at_half, hover_then_drop);
  SplitMix64 random(7);
  for (auto& loss : run.losses) {
    const auto draw = random.below(100);
    if (draw < 4) loss *= 1 / random.uniform();  // infinite mean
    if (draw == 4) loss = kNaN;
    if (draw == 5) loss = std::numeric_limits<double>::infinity();
  }
  const auto found = run.intervals();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].level, 0.9, 0.04);
  EXPECT_EQ(found[0].last_step, 1171);
}

TEST(LossStabilization, IsNothingOfARunThatDivergedIsTooShortOrHasNoEnd) {
  EXPECT_TRUE(loss_stabilization({}).empty());
  EXPECT_TRUE(ConstructedRun(99, decayed_at_half, hover_then_drop, 0).intervals().empty());
  EXPECT_EQ(ConstructedRun(100, decayed_at_half, hover_then_drop, 0).intervals().size(), 1u);
  EXPECT_TRUE(ConstructedRun(1000, decayed_at_half, [](double) { return kNaN; }).intervals().empty());
  EXPECT_TRUE(ConstructedRun(1000, decayed_at_half, [](double s) { return s <= 0.5 ? 1 : kNaN; }).intervals().empty());
  EXPECT_TRUE(ConstructedRun(1000, decayed_at_half, [](double s) { return s <= 0.5 ? 1.0 : 0.0; }).intervals().empty());
  EXPECT_TRUE(ConstructedRun(
                  1000, [](double) { return kNaN; }, hover_then_drop)
                  .intervals()
                  .empty());
}

TEST(LossStabilization, SaysWhenTheColumnsDiffer) {
  const std::vector<double> two(2), three(3);
  EXPECT_THROW(loss_stabilization({two, two, three, two}), Error);
}

TEST(SlidingMedian, IsThatOfEveryWindow) {
  SplitMix64 random(3);
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(random.below(6) == 0 ? kNaN : static_cast<double>(random.below(20)));
  for (const std::size_t window : {1u, 2u, 7u, 200u}) {
    const auto medians = sliding_median(values, window);
    ASSERT_EQ(medians.size(), values.size() - window + 1);
    for (std::size_t i = 0; i < medians.size(); ++i) {
      std::vector<double> sorted;
      for (std::size_t k = i; k < i + window; ++k) {
        if (!std::isnan(values[k])) sorted.push_back(values[k]);
      }
      std::sort(sorted.begin(), sorted.end());
      const double expected = sorted.empty() ? kNaN : sorted[(sorted.size() - 1) / 2];
      EXPECT_TRUE(medians[i] == expected || (std::isnan(medians[i]) && std::isnan(expected))) << window << " " << i;
      const double direct = median(std::span(values).subspan(i, window));
      EXPECT_TRUE(direct == expected || (std::isnan(direct) && std::isnan(expected))) << window << " " << i;
    }
  }
  EXPECT_TRUE(sliding_median(values, 201).empty());
}

}  // namespace
}  // namespace largestep
