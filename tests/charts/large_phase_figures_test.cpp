#include "charts/large_phase_figures.h"

#include <gmock/gmock.h>

#include "findings/large_phase_claims.h"
#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

std::vector<ChartFigure> large_phase_figures_of(const std::vector<std::filesystem::path>& paths) {
  const auto runs = read_runs(paths);
  std::vector<RunSummary> summaries;
  for (const auto& run : runs) summaries.push_back(summarise(run));
  return large_phase_figures(by_large_share(seed_groups(runs), summaries), runs, summaries);
}

TEST(LargePhaseFigures, DrawTheRunsInTheOrderOfTheirLargePhaseWithTheirDecays) {
  const TemporaryDirectory directory;
  const auto small = RunFixture{.step_size = 0.01, .decay_at = 1}.write(directory.path() / "small");
  const auto large = RunFixture{.decay_at = 0.5, .final_distinct = 0.25}.write(directory.path() / "large");
  const auto figures = large_phase_figures_of({large, small});
  ASSERT_EQ(figures.size(), 2u);
  EXPECT_EQ(figures[0].name, "figure1");
  const auto& loss = figures[0].panels.at(0);
  ASSERT_EQ(loss.series.size(), 2u);
  EXPECT_EQ(loss.series[0].name, "small");
  EXPECT_EQ(loss.series[1].name, "large, 50 %");
  ASSERT_EQ(loss.rules.size(), 1u);
  EXPECT_NEAR(loss.rules[0].x, 5, 0.1);
  EXPECT_EQ(loss.rules[0].colour, loss.series[1].colour);
  const auto& bars = figures[0].panels.at(2);
  ASSERT_EQ(bars.boxes.size(), 6u);
  EXPECT_NEAR(bars.boxes.back().value, 0.25, 1e-9);
  EXPECT_EQ(bars.boxes.back().high.y, bars.boxes.back().value);
  EXPECT_EQ(bars.x.categories.back(), "block 5");
}

TEST(LargePhaseFigures, CompareTheBlocksOnOneScale) {
  const TemporaryDirectory directory;
  const auto figures =
      large_phase_figures_of({RunFixture{.step_size = 0.01, .decay_at = 1}.write(directory.path() / "small"),
                              RunFixture{.decay_at = 0.5, .final_distinct = 0.02}.write(directory.path() / "large")});
  const auto& panels = figures.at(1).panels;
  ASSERT_EQ(panels.size(), 3u);
  for (const auto& panel : panels) {
    EXPECT_EQ(panel.y.low, panels[0].y.low);
    EXPECT_EQ(panel.y.high, panels[0].y.high);
    EXPECT_EQ(panel.x.high, panels[0].x.high);
  }
}

TEST(LargePhaseFigures, AreNoneForOtherRuns) { EXPECT_TRUE(large_phase_figures({}, {}, {}).empty()); }

}  // namespace
}  // namespace largestep
