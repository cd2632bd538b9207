#include <gtest/gtest.h>

#include "expect_error.h"
#include "figures/draw_figure.h"

namespace largestep {
namespace {

TEST(DrawFigureWithoutCairo, SaysHowToGetIt) {
  EXPECT_FALSE(can_draw_figures());
  expect_error(ErrorKind::kInvalidArgument, {"no Cairo", "-DLARGESTEP_WITH_CAIRO=ON"},
               [] { draw_figure({.name = "f", .title = "F"}, FigureFormat::kSvg); });
}

}  // namespace
}  // namespace largestep
