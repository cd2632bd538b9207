#include "figures/figure_csv.h"

#include <gmock/gmock.h>

#include <cmath>

namespace largestep {
namespace {

TEST(FigureCsv, HasARowAPointAndTheColumnsThatAreNeeded) {
  ChartPanel panel{.title = "loss, smoothed"};
  panel.series = {{.name = "a", .x = {0, 1}, .y = {0.1, std::nan("")}}};
  EXPECT_EQ(figure_csv({.name = "f", .title = "F", .panels = {panel}}),
            "panel,series,x,y\n\"loss, smoothed\",a,0,0.1\n\"loss, smoothed\",a,1,\n");
  panel.series[0].low = {0.05, 1};
  panel.series[0].high = {0.2, 2};
  panel.marks = {{.at = {3, 4}, .series = "end"}};
  EXPECT_EQ(figure_csv({.name = "f", .title = "F", .panels = {panel}}),
            "panel,series,x,y,low,high\n\"loss, smoothed\",a,0,0.1,0.05,0.2\n\"loss, smoothed\",a,1,,1,2\n"
            "\"loss, smoothed\",end,3,4,,\n");
}

TEST(FigureCsv, GivesBarsTheirCategoryAndCellsTheirValue) {
  ChartPanel bars{.title = "bars", .x = {.high = 2, .categories = {"one", "two"}}};
  bars.boxes = {{.low = {1.1, 0}, .high = {1.9, 0.5}, .value = 0.5, .series = "s"}};
  ChartPanel map{.title = "map"};
  map.boxes = {{.low = {0, 0}, .high = {1, 2}, .value = 7, .series = "m"}};
  ChartPanel table{
      .title = "table", .x = {.high = 2, .categories = {"a", "b"}}, .y = {.high = 2, .categories = {"c", "d"}}};
  table.boxes = {{.low = {1, 0}, .high = {2, 1}, .value = 9, .series = "t"}};
  EXPECT_EQ(figure_csv({.name = "f", .title = "F", .panels = {bars, map, table}}),
            "panel,series,x,y,value\nbars,s,two,0.5,0.5\nmap,m,0.5,1,7\ntable,t,b,c,9\n");
}

}  // namespace
}  // namespace largestep
