#include "findings/loss_stabilization.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <utility>

#include "core/random.h"
#include "expect_error.h"

namespace largestep {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using Curve = std::function<double(double)>;  // of the elapsed epochs

/// A run whose loss and step size are given curves, with log-normal noise as that of single batches of 64 images.
struct ConstructedRun {
  std::vector<double> steps, epochs, step_sizes, losses;

  ConstructedRun(double all_epochs, const Curve& step_size, const Curve& loss, double noise = 0.13,
                 std::size_t count = 4000, std::uint64_t seed = 1) {
    SplitMix64 random(seed);
    for (std::size_t i = 1; i <= count; ++i) {
      const double epoch = all_epochs * static_cast<double>(i) / static_cast<double>(count);
      const double normal =
          std::sqrt(-2 * std::log(1 - random.uniform())) * std::cos(2 * std::numbers::pi * random.uniform());
      steps.push_back(static_cast<double>(i));
      epochs.push_back(epoch);
      step_sizes.push_back(step_size(epoch));
      losses.push_back(loss(epoch) * std::exp(noise * normal));
    }
  }
  void cut_after(double epoch) {
    const auto rows = static_cast<std::size_t>(std::upper_bound(epochs.begin(), epochs.end(), epoch) - epochs.begin());
    for (auto* column : {&steps, &epochs, &step_sizes, &losses}) column->resize(rows);
  }
  std::vector<StabilizationInterval> intervals() const {
    return loss_stabilization({steps, epochs, step_sizes, losses});
  }
};

/// A loss through given points (epoch, loss), straight between them on a logarithmic axis.
Curve through(std::vector<std::pair<double, double>> points) {
  return [points = std::move(points)](double epoch) {
    std::size_t next = 1;
    while (next + 1 < points.size() && points[next].first < epoch) ++next;
    const auto [from, first] = points[next - 1];
    const auto [to, second] = points[next];
    return first * std::pow(second / first, std::clamp((epoch - from) / (to - from), 0.0, 1.0));
  };
}

/// Large until a share of the run, then a tenth, from 90 % on a hundredth.
Curve decayed_at(double share, double epochs, double large = 1.5) {
  return [=](double epoch) { return large * (epoch <= share * epochs ? 1 : epoch <= 0.9 * epochs ? 0.1 : 0.01); };
}
Curve constant(double step_size) {
  return [=](double) { return step_size; };
}

TEST(LossStabilization, IsFoundInAllLargeRunsOfThePapersFigure1AndNotInTheSmallOne) {
  // The published figure's readings: level and fall before the decay, fall after it, final loss.
  const auto ten = through({{0, 2.3}, {2, 1.5}, {6, 1.32}, {10, 0.6}, {14, 0.06}, {40, 0.004}, {100, 1.3e-3}});
  const auto thirty = through({{0, 2.3}, {6, 0.8}, {18, 0.5}, {30, 0.31}, {42, 0.008}, {60, 0.003}, {100, 1.3e-3}});
  const auto fifty = through({{0, 2.3}, {6, 0.8}, {30, 0.4}, {50, 0.27}, {70, 0.0048}, {80, 0.002}, {100, 1.15e-3}});
  const auto small = through({{0, 2.3}, {80, 1e-3}, {100, 0.9e-3}});
  EXPECT_TRUE(ConstructedRun(100, constant(0.007), small).intervals().empty());
  struct Reading {
    double share;
    Curve loss;
    double fall_before, fall_after;
  };
  for (const auto& [share, loss, before, after] :
       {Reading{.1, ten, 2.2, 10}, Reading{.3, thirty, 1.6, 39}, Reading{.5, fifty, 1.5, 56}}) {
    const auto found = ConstructedRun(100, decayed_at(share, 100), loss).intervals();
    ASSERT_EQ(found.size(), 1u) << share;
    EXPECT_EQ(found[0].last_step, std::llround(share * 4000));
    EXPECT_NEAR(std::log(found[0].fall_before), std::log(before), 0.35) << share;
    EXPECT_NEAR(std::log(found[0].fall_after), std::log(after), 0.8) << share;
  }
}

TEST(LossStabilization, IsFoundInTheRecordedLossesOfWidth16) {
  // Mean batch losses by epoch: 5,000 images, step size 2 decayed at 50 and 30 % of 60 epochs.
  const auto fifty = through(
      {{0, 2.3}, {10, 1.54}, {20, 1.12}, {29.9, .86}, {31, .39}, {32, .13}, {34, .06}, {40, .011}, {60, .0016}});
  const auto thirty = through({{0, 2.3}, {16, 1.29}, {18, 1.2}, {19, .83}, {20, .52}, {22, .31}, {60, .0011}});
  // 50,000 images, 1.5 decayed at 50 % of 50 epochs.
  const auto all = through({{0, 2.3},
                            {3, .96},
                            {9, .46},
                            {15, .34},
                            {21, .29},
                            {25, .273},
                            {25.5, .092},
                            {26, .039},
                            {28, .016},
                            {50, .0021}});
  for (const auto& run :
       {ConstructedRun(60, decayed_at(.5, 60, 2), fifty), ConstructedRun(60, decayed_at(.3, 60, 2), thirty),
        ConstructedRun(50, decayed_at(.5, 50), all)}) {
    const auto found = run.intervals();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_GT(found[0].fall_after, 3.0);
    EXPECT_LT(found[0].fall_before, 1.5);
  }
}

TEST(LossStabilization, GivesLevelsAndEnds) {
  // From 2.3 to 0.9 within some epochs, level to the decay, then down to 0.2.
  const auto loss = [](double epoch) {
    return epoch <= 50 ? 0.9 + 1.4 * std::exp(-epoch / 2) : 0.2 + 0.7 * std::exp(-(epoch - 50) / 2);
  };
  for (const std::size_t steps : {300u, 2343u, 20000u}) {
    const auto found = ConstructedRun(100, decayed_at(.5, 100), loss, 0.13, steps).intervals();
    ASSERT_EQ(found.size(), 1u) << steps;
    EXPECT_EQ(found[0].last_step, steps / 2) << steps;
    EXPECT_NEAR(found[0].last_epoch, 50, 100.0 / static_cast<double>(steps)) << steps;
    EXPECT_LT(found[0].first_epoch, 8) << steps;
    EXPECT_NEAR(found[0].level, 0.9, 0.05) << steps;
    EXPECT_NEAR(found[0].level_after, 0.2, 0.02) << steps;
    EXPECT_NEAR(found[0].fall_before, 1, 0.1) << steps;
    EXPECT_NEAR(found[0].fall_after, 4.5, 0.5) << steps;
    EXPECT_EQ(found[0].compared_steps, static_cast<std::int64_t>(0.4 * static_cast<double>(steps / 2))) << steps;
  }
}

TEST(LossStabilization, DependsOnRatiosOfLossesAndStepSizesOnly) {
  const auto loss = through({{0, 2.3}, {10, 1}, {50, 0.9}, {55, 0.1}, {100, 0.05}});
  const auto found = ConstructedRun(100, decayed_at(.5, 100), loss).intervals();
  ASSERT_EQ(found.size(), 1u);
  for (const double scale : {0x1p-12, 0x1p8}) {
    const auto same =
        ConstructedRun(100, decayed_at(.5, 100, scale), [&](double epoch) { return scale * loss(epoch); }).intervals();
    ASSERT_EQ(same.size(), 1u) << scale;
    EXPECT_EQ(same[0].first_step, found[0].first_step) << scale;
    EXPECT_NEAR(same[0].level, scale * found[0].level, 1e-9 * scale) << scale;
    EXPECT_NEAR(same[0].fall_after, found[0].fall_after, 1e-9) << scale;
  }
}

TEST(LossStabilization, IsNotALossThatFallsAtAnEvenPaceThroughTheDecay) {
  for (const double folds : {0.1, 0.5, 1.0, 2.0, 5.0, 20.0}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const auto loss = [&](double epoch) { return 2.3 * std::exp(-folds * epoch / 100); };
      EXPECT_TRUE(ConstructedRun(100, decayed_at(.5, 100), loss, 0.04, 3000, seed).intervals().empty()) << folds;
      EXPECT_TRUE(ConstructedRun(100, constant(0.1), loss, 0.04, 3000, seed).intervals().empty()) << folds;
    }
  }
}

TEST(LossStabilization, IsNotAFallThatADecayMerelySpeedsUp) {
  // 3 times in the 20 epochs before the decay, 6 times in those after it.
  const auto loss = through({{0, 9}, {50, 9 * std::pow(3, -2.5)}, {70, 1.5 * std::pow(3, -2.5)}, {100, 0.09}});
  EXPECT_TRUE(ConstructedRun(100, decayed_at(.5, 100), loss).intervals().empty());
}

TEST(LossStabilization, IsNotConvergence) {
  const auto converged = [](double epoch) { return 0.5 + 1.8 * std::exp(-epoch / 5); };
  EXPECT_TRUE(ConstructedRun(100, constant(1), converged).intervals().empty());
  EXPECT_TRUE(ConstructedRun(100, decayed_at(.5, 100), converged).intervals().empty());
}

TEST(LossStabilization, NeedsADecay) {
  const auto hover_then_fall = through({{0, 2.3}, {5, 1}, {50, 1}, {55, 0.1}, {100, 0.05}});
  EXPECT_TRUE(ConstructedRun(100, constant(1), hover_then_fall).intervals().empty());
  const auto cosine = [](double epoch) { return (1 + std::cos(std::numbers::pi * epoch / 100)) / 2; };
  EXPECT_TRUE(ConstructedRun(100, cosine, hover_then_fall).intervals().empty());
}

TEST(LossStabilization, IsNotInARunThatWasCutOffAtTheDecayOrDiverged) {
  const auto loss = through({{0, 2.3}, {5, 1}, {50, 1}, {55, 0.1}, {100, 0.05}});
  auto cut = ConstructedRun(100, decayed_at(.5, 100), loss);
  cut.cut_after(54);
  EXPECT_TRUE(cut.intervals().empty());
  auto diverged = ConstructedRun(100, decayed_at(.5, 100), loss);
  for (std::size_t row = 2100; row < diverged.losses.size(); ++row) diverged.losses[row] = kNaN;
  EXPECT_TRUE(diverged.intervals().empty());
  const auto explodes = [&](double epoch) { return epoch <= 30 ? loss(epoch) : loss(epoch) * std::exp(epoch - 30); };
  EXPECT_TRUE(ConstructedRun(100, decayed_at(.5, 100), explodes).intervals().empty());
}

TEST(LossStabilization, OfTwoHoversCountsTheSecondIfItsStepSizeIsStillLarge) {
  const auto loss = through({{0, 1.5}, {30, 1.5}, {31, 0.5}, {60, 0.5}, {61, 0.1}, {100, 0.1}});
  const auto with_second = [&](double second) {
    return ConstructedRun(
               100, [=](double epoch) { return epoch <= 30   ? 1.0
                                               : epoch <= 60 ? second
                                                             : 0.01; }, loss)
        .intervals();
  };
  const auto both = with_second(0.5);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].last_step, 1200);
  EXPECT_NEAR(both[0].fall_after, 3, 0.2);
  EXPECT_EQ(both[1].last_step, 2400);
  EXPECT_NEAR(both[1].fall_after, 5, 0.4);
  EXPECT_GT(both[1].first_step, 1200);
  ASSERT_EQ(with_second(0.1).size(), 1u);
}

TEST(LossStabilization, FollowsALevelThatRisesWithAWarmUp) {
  const auto step_size = [](double epoch) { return epoch <= 50 ? 0.75 * std::pow(1.05, epoch) : 0.05; };
  const auto loss = [](double epoch) { return epoch <= 50 ? 0.6 + 1.7 * std::exp(-epoch / 2) + epoch / 60 : 0.05; };
  const auto found = ConstructedRun(100, step_size, loss).intervals();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_LT(found[0].fall_before, 1);
  EXPECT_EQ(found[0].last_step, 2000);
}

TEST(LossStabilization, WantsAHundredStepsBeforeTheDecay) {
  const auto loss = through({{0, 1}, {50, 1}, {51, 0.1}, {100, 0.1}});
  EXPECT_EQ(ConstructedRun(100, decayed_at(.5, 100), loss, 0.1, 200).intervals().size(), 1u);
  EXPECT_TRUE(ConstructedRun(100, decayed_at(.5, 100), loss, 0.1, 198).intervals().empty());
  EXPECT_TRUE(loss_stabilization({}).empty());
}

TEST(LossStabilization, RefusesColumnsOfDifferentLengths) {
  const std::vector<double> two{1, 2}, one{1};
  expect_error(ErrorKind::kInvalidArgument, {"2, 2, 1 and 2 rows"}, [&] { loss_stabilization({two, two, one, two}); });
}

}  // namespace
}  // namespace largestep
