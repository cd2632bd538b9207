#include "figures/chart_model.h"

#include <gmock/gmock.h>

#include <cmath>

namespace largestep {
namespace {

TEST(ChartModel, LeavesOutPanelsWithoutAPointThatTheirAxesHaveAPlaceFor) {
  ChartFigure figure{.name = "f", .title = "F", .panels = {{.title = "empty"}, {.title = "a"}, {.title = "negative"}}};
  figure.panels[1].series = {{.x = {0}, .y = {1}}};
  figure.panels[2].y.kind = AxisKind::kLogarithmic;
  figure.panels[2].series = {{.x = {0, 1}, .y = {-1, std::nan("")}}};
  const auto shown = without_empty_panels(figure);
  ASSERT_TRUE(shown.has_value());
  ASSERT_EQ(shown->panels.size(), 1u);
  EXPECT_EQ(shown->panels[0].title, "a");
  figure.panels.pop_back();
  figure.panels.pop_back();
  EXPECT_FALSE(without_empty_panels(figure).has_value());
}

TEST(ChartModel, MakesAnAxisOverWhateverValuesThereAre) {
  const auto axis = axis_over(AxisKind::kLogarithmic, {0.01, -3, std::nan(""), 1}, "loss");
  EXPECT_LT(axis.low, 0.01);
  EXPECT_GT(axis.high, 1);
  EXPECT_EQ(axis.label, "loss");
  const auto none = axis_over(AxisKind::kLogarithmic, {0, -1});
  EXPECT_GT(none.low, 0);
  EXPECT_LT(none.low, none.high);
}

}  // namespace
}  // namespace largestep
