#include "sweep/sweep_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sweep_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::ElementsAre;

std::vector<ChartFigure> figures_of(const std::vector<std::string>& sets, double diverges_from = 1e9) {
  const TemporaryDirectory directory;
  const auto plan = sweep_over(sets);
  for (const auto& run : plan.runs) {
    const bool diverges = run.settings.step_size >= diverges_from;
    write_swept_run(run, directory.path(),
                    {.final_error = 0.1 + 0.01 * static_cast<double>(run.settings.seed),
                     .status = diverges ? "diverged" : "finished"});
  }
  return sweep_figures(read_sweep(plan, directory.path()));
}

std::vector<std::string> titles(const ChartFigure& figure) {
  std::vector<std::string> found;
  for (const auto& panel : figure.panels) found.push_back(panel.title);
  return found;
}

std::ptrdiff_t count(const ChartPanel& panel, MarkShape shape) {
  return std::count_if(panel.marks.begin(), panel.marks.end(), [&](const auto& mark) { return mark.shape == shape; });
}

TEST(SweepFigures, AreThreePanelsOverTheStepSize) {
  const auto figures = figures_of({"step-size=log:0.01:10:4", "seed=0,1"}, 10);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_EQ(figures[0].name, "sweep");
  EXPECT_THAT(titles(figures[0]), ElementsAre("test error", "train loss", "block 5 distinct"));
  for (const auto& panel : figures[0].panels) {
    EXPECT_EQ(panel.x.kind, AxisKind::kLogarithmic);
    EXPECT_LT(panel.x.low, 0.01);
    EXPECT_GT(panel.x.high, 10);
    ASSERT_EQ(panel.series.size(), 1u);
    EXPECT_THAT(panel.series[0].x, ElementsAre(0.01, 0.1, 1));
    EXPECT_EQ(count(panel, MarkShape::kTriangle), 1) << "of the step size that diverged";
    EXPECT_LT(panel.marks.back().at.y, panel.y.high);
  }
  const auto& error = figures[0].panels[0].series[0];
  EXPECT_NEAR(error.y[0], 0.105, 1e-12);
  EXPECT_NEAR(error.low[0], 0.10, 1e-12);
  EXPECT_NEAR(error.high[0], 0.11, 1e-12);
  EXPECT_EQ(figures[0].key.back().name, "a seed diverged");
}

TEST(SweepFigures, AreALineForEachValueOfASecondSettingAndAMap) {
  const auto figures = figures_of({"decay-at=0.1,0.3,0.5", "step-size=0.1,1"}, 1);
  ASSERT_EQ(figures.size(), 2u);
  ASSERT_EQ(figures[0].panels[0].series.size(), 3u);
  EXPECT_EQ(figures[0].panels[0].series[1].name, "decay-at 0.3");
  const auto& map = figures[1];
  EXPECT_EQ(map.name, "sweep-map");
  EXPECT_THAT(titles(map), ElementsAre("test error", "block 5 distinct", "share of runs whose loss hovers"));
  for (const auto& panel : map.panels) {
    EXPECT_THAT(panel.x.categories, ElementsAre("0.1", "1"));
    EXPECT_THAT(panel.y.categories, ElementsAre("0.1", "0.3", "0.5"));
    EXPECT_EQ(panel.boxes.size(), 3u);
    EXPECT_EQ(count(panel, MarkShape::kTriangle), 3) << "where all runs diverged";
  }
}

TEST(SweepFigures, PutWordsSideBySide) {
  const auto figures = figures_of({"augment=true,false"});
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_THAT(figures[0].panels[0].x.categories, ElementsAre("true", "false"));
  EXPECT_THAT(figures[0].panels[0].series[0].x, ElementsAre(0.5, 1.5));
}

TEST(SweepFigures, SpaceAnAxisAsItsValuesAre) {
  EXPECT_EQ(figures_of({"decay-at=lin:0.1:0.5:5"})[0].panels[0].x.kind, AxisKind::kLinear);
  EXPECT_EQ(figures_of({"width=4,8,16"})[0].panels[0].x.kind, AxisKind::kLogarithmic);
}

TEST(SweepFigures, AreNoneWhereNothingWasComparedOrNothingHasFinished) {
  EXPECT_TRUE(figures_of({"seed=0..2"}).empty());
  EXPECT_TRUE(figures_of({"step-size=0.1,1"}, 0).empty());
}

}  // namespace
}  // namespace largestep
