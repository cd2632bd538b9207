#include "charts/text_plot.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(TextPlot, DrawsOnALogarithmicAxisLabelledAtThePowersOfTen) {
  const TextLine falling{'a', {.x = {0, 1, 2, 3, 4}, .y = {100, 10, 1, 0.1, 0.01}}};
  EXPECT_EQ(text_plot({falling}, "step", 9, 5),
            "   1e2 |a\n"
            "   1e1 |  a\n"
            "   1e0 |    a\n"
            "  1e-1 |      a\n"
            "  1e-2 |        a\n"
            "       +---------\n"
            "        0 step  4\n");
}

TEST(TextPlot, DrawsTheLaterOfTwoCurvesWhereTheyMeetAndLeavesOutWhatIsNotPositive) {
  const TextLine level{'a', {.x = {0, 1, 2}, .y = {1, 1, 1}}};
  const TextLine steep{'b', {.x = {0, 1, 2}, .y = {10, 1, 0}}};
  const auto plot = text_plot({level, steep}, "x", 3, 3);
  EXPECT_EQ(plot.substr(0, plot.find('+')), "   1e1 |b\n       |\n   1e0 |aba\n       ");
}

TEST(TextPlot, IsEmptyWithoutAPoint) {
  EXPECT_EQ(text_plot({}, "x", 10, 5), "");
  EXPECT_EQ(text_plot({{'a', {.x = {1, 2}, .y = {0, -1}}}}, "x", 10, 5), "");
}

}  // namespace
}  // namespace largestep
