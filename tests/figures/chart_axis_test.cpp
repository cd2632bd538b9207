#include "figures/chart_axis.h"

#include <gmock/gmock.h>

#include <cmath>

namespace largestep {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Ge;
using testing::Le;
using testing::SizeIs;

/// Makes the axis of some values and sees that all of them, and its ticks, lie between its ends.
std::vector<double> ticks_of(AxisKind kind, const std::vector<double>& values) {
  const auto axis = value_axis(kind, values, 800, 100);
  EXPECT_LT(axis.low, axis.high);
  for (const double value : values) EXPECT_THAT(axis.place(value), AllOf(Ge(99.0), Le(801.0))) << value;
  return axis.ticks();
}

TEST(ValueAxis, HasRoomAroundItsValues) {
  const auto axis = value_axis(AxisKind::kLinear, {1, 2}, 800, 100);
  EXPECT_DOUBLE_EQ(axis.low, 0.94);
  EXPECT_DOUBLE_EQ(axis.high, 2.06);
  EXPECT_DOUBLE_EQ(axis.place(2.06), 100);
  EXPECT_THAT(ticks_of(AxisKind::kLogarithmic, {0.01, 1}), SizeIs(3));
}

// Each of these once made an axis whose ticks never ended.
TEST(ValueAxis, EndsForValuesThatNoMeasurementHas) {
  for (const auto& values : {std::vector<double>{1e20, 1e20}, {1e100}, {-1e100, 1e100}, {-5}, {-1e20}, {0}, {1e-100}}) {
    EXPECT_THAT(ticks_of(AxisKind::kLinear, values), SizeIs(Le(20)));
    EXPECT_THAT(ticks_of(AxisKind::kPerCent, values), SizeIs(Le(20)));
  }
  for (const auto& values : {std::vector<double>{1e-100}, {1e-100, 1e100}, {1e100}, {1e20, 1e20}}) {
    EXPECT_THAT(ticks_of(AxisKind::kLogarithmic, values), SizeIs(Le(210)));
  }
}

TEST(IsDrawable, LeavesOutWhatNoAxisHasAPlaceFor) {
  for (const double value : {1e101, -1e101, std::nan(""), HUGE_VAL}) {
    EXPECT_FALSE(is_drawable(value, AxisKind::kLinear));
    EXPECT_FALSE(is_drawable(value, AxisKind::kLogarithmic));
  }
  for (const double value : {0.0, -1.0, 5e-324}) {
    EXPECT_TRUE(is_drawable(value, AxisKind::kLinear));
    EXPECT_FALSE(is_drawable(value, AxisKind::kLogarithmic));
  }
}

TEST(Axis, WritesTicksAsPeopleDo) {
  const Axis axis{AxisKind::kLogarithmic, 1e-9, 1e9, 0, 1};
  EXPECT_EQ(axis.name(0.05), "0.05");
  EXPECT_EQ(axis.name(0.001), "0.001");
  EXPECT_EQ(axis.name(20000), "20000");
  EXPECT_EQ(axis.name(1e-5), "10⁻⁵");
  EXPECT_EQ(axis.name(2e-5), "2·10⁻⁵");
  EXPECT_EQ(axis.name(1e12), "10¹²");
  EXPECT_EQ((Axis{AxisKind::kPerCent, 0, 1, 0, 1}.name(0.055)), "5.5 %");
}

}  // namespace
}  // namespace largestep
