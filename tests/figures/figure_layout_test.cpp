#include "figures/figure_layout.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

namespace largestep {
namespace {

/// Letters half as wide as high.
double text_width(const std::string& text, double size) { return 0.5 * size * static_cast<double>(text.size()); }

ChartPanel panel_of_lines(std::size_t lines) {
  ChartPanel panel{.title = "loss", .x = {.low = 0, .high = 10, .label = "epoch"}, .y = {.low = 0, .high = 1}};
  for (std::size_t i = 0; i < lines; ++i) {
    panel.series.push_back(
        {.name = fmt::format("run {}", i), .x = {0, 10}, .y = {1, 0.5 + 0.001 * static_cast<double>(i)}});
  }
  return panel;
}

ChartFigure figure_of(std::size_t panels, std::size_t lines) {
  return {.name = "f", .title = "F", .panels = std::vector<ChartPanel>(panels, panel_of_lines(lines))};
}

TEST(FigureLayout, PutsPanelsBesideEachOtherWhereTheyHaveRoom) {
  const auto wide = layout_of(figure_of(3, 2), {.width = 800}, text_width);
  EXPECT_EQ(wide.panels[0].plot.top, wide.panels[2].plot.top);
  EXPECT_LT(wide.panels[0].plot.right, wide.panels[1].plot.left);
  const auto column = layout_of(figure_of(3, 2), {.width = 234, .font_size = 8}, text_width);
  EXPECT_EQ(column.width, 234);
  EXPECT_EQ(column.panels[0].plot.left, column.panels[2].plot.left);
  EXPECT_LT(column.panels[0].plot.bottom, column.panels[1].plot.top);
  EXPECT_LT(column.panels[2].plot.bottom, column.height);
}

TEST(FigureLayout, HasRoomForTheNamesOfRows) {
  auto figure = figure_of(1, 1);
  figure.panels[0].y = {.high = 2, .categories = {"0.1", "a very long name of a row"}};
  const auto layout = layout_of(figure, {.width = 400}, text_width);
  EXPECT_TRUE(layout.panels[0].y_ticks.empty());
  EXPECT_GT(layout.panels[0].plot.left, text_width("a very long name of a row", TextSizes(9).tick));
}

TEST(FigureLayout, NamesLinesAtTheirEndsWithoutOverlaps) {
  const auto layout = layout_of(figure_of(1, 8), {.width = 400}, text_width);
  const auto& [plot, x, y, title, x_label, y_label, x_ticks, y_ticks, labels, colours] = layout.panels[0];
  EXPECT_TRUE(layout.key.empty());
  ASSERT_EQ(labels.size(), 8u);
  std::vector<double> places;
  for (const auto& label : labels) {
    EXPECT_GT(label.at.x, plot.right);
    EXPECT_LE(label.at.x + text_width("run 0", TextSizes(9).label), layout.width);
    places.push_back(label.at.y);
  }
  // The lowest line ends lowest.
  EXPECT_TRUE(std::is_sorted(places.rbegin(), places.rend()));
  for (std::size_t i = 1; i < places.size(); ++i) EXPECT_GE(places[i - 1] - places[i], TextSizes(9).label);
}

TEST(FigureLayout, HasAKeyWhereTheNamesDoNotFitBesideTheLines) {
  const auto many = layout_of(figure_of(2, 60), {.width = 400}, text_width);
  EXPECT_EQ(many.key.size(), 60u);  // each once
  EXPECT_TRUE(many.panels[0].labels.empty());
  EXPECT_GT(many.panels[0].plot.top, many.key.back().baseline);
  for (const auto& place : many.key) EXPECT_LE(place.left, 400);
  auto long_names = figure_of(1, 2);
  long_names.panels[0].series[0].name = std::string(60, 'a');
  EXPECT_EQ(layout_of(long_names, {.width = 400}, text_width).key.size(), 2u);
}

TEST(FigureLayout, KeepsTheNumbersOfAnAxisApart) {
  auto figure = figure_of(1, 1);
  figure.panels[0].x = {.low = 0, .high = 1'000'000};
  const auto layout = layout_of(figure, {.width = 120, .font_size = 8}, text_width);
  const auto& panel = layout.panels[0];
  for (std::size_t i = 1; i < panel.x_ticks.size(); ++i) {
    const double between = panel.x.place(panel.x_ticks[i]) - panel.x.place(panel.x_ticks[i - 1]);
    EXPECT_GT(between, text_width(panel.x.name(panel.x_ticks[i]), TextSizes(8).tick));
  }
}

TEST(FigureLayout, FillsTheHeightThatIsAskedFor) {
  const auto layout = layout_of(figure_of(2, 2), {.width = 800, .height = 450, .with_title = true}, text_width);
  EXPECT_EQ(layout.height, 450);
  EXPECT_GT(layout.panels[0].plot.height(), 300);
  EXPECT_LT(layout.panels[0].x_label, 450);
  EXPECT_GT(layout.title, 0);
}

}  // namespace
}  // namespace largestep
