#include "figures/draw_figure.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <regex>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;
using testing::Not;

ChartFigure two_lines() {
  ChartPanel panel{.title = "η=0.001 & <β>",
                   .x = {.low = 0, .high = 2, .label = "epoch"},
                   .y = {.kind = AxisKind::kLogarithmic, .low = 2e-5, .high = 9e-5}};
  panel.series = {
      {.name = "small", .colour = "#ff0000", .x = {0, 1, 2}, .y = {8e-5, std::nan(""), 5e-5}},
      {.name = "large", .colour = "#0000ff", .x = {0, 2}, .y = {7e-5, 3e-5}, .low = {6e-5, 0}, .high = {8e-5, 4e-5}}};
  panel.rules = {{1, "#00ff00"}};
  return {.name = "f", .title = "F", .note = "a note", .panels = {panel, panel}};
}

TEST(DrawFigure, GivesTheSameBytesEveryTime) {
  for (const auto format : {FigureFormat::kSvg, FigureFormat::kPdf, FigureFormat::kPng}) {
    const auto first = draw_figure(two_lines(), format);
    EXPECT_GT(first.size(), 1000u);
    EXPECT_EQ(draw_figure(two_lines(), format), first) << name_of(format);
    EXPECT_THAT(first, Not(HasSubstr("CreationDate")));
  }
}

TEST(DrawFigure, DrawsEverySeriesIntoAnSvgOfTheWidthAskedFor) {
  const auto svg = draw_figure(two_lines(), FigureFormat::kSvg, {.width = 234, .font_size = 8});
  EXPECT_TRUE(svg.find("width=\"234pt\"") != std::string::npos);
  // As a style or, from Cairo 1.18 on, as attributes.
  for (const char* colour : {"100%, ?0%, ?0%", "0%, ?0%, ?100%", "0%, ?100%, ?0%"}) {
    EXPECT_TRUE(std::regex_search(svg, std::regex(std::string("stroke(:|=\")rgb\\(") + colour))) << colour;
  }
  EXPECT_TRUE(std::regex_search(svg, std::regex("fill(:|=\")rgb\\(0%, ?0%, ?100%\\)(;|\" )fill-opacity(:|=\")0\\.2")));
  // No place outside what is drawn, whatever the values.
  EXPECT_THAT(svg, Not(testing::ContainsRegex("nan|inf")));
}

TEST(DrawFigure, DrawsAPngOfTheResolutionAskedFor) {
  const auto png = draw_figure(two_lines(), FigureFormat::kPng, {.width = 800, .height = 450, .pixels_per_inch = 144});
  ASSERT_EQ(png.substr(1, 3), "PNG");
  const auto side = [&](std::size_t at) {
    return static_cast<unsigned char>(png[at]) * 256 + static_cast<unsigned char>(png[at + 1]);
  };
  EXPECT_EQ(side(18), 1600);
  EXPECT_EQ(side(22), 900);
}

TEST(DrawFigure, MakesAPdfOfTheSizeAskedForWithTextThatIsText) {
  const TemporaryDirectory directory;
  const auto pdf = directory.path() / "f.pdf";
  write_file_atomically(pdf,
                        draw_figure(two_lines(), FigureFormat::kPdf, {.width = 234, .font = "serif", .font_size = 8}));
  if (std::system("pdfinfo -v > /dev/null 2>&1") != 0) GTEST_SKIP() << "no pdfinfo: apt-get install poppler-utils";
  const auto said = (directory.path() / "said").string();
  ASSERT_EQ(
      std::system(fmt::format("(pdfinfo {0} && pdftotext {0} - && pdffonts {0}) > {1}", pdf.string(), said).c_str()),
      0);
  const auto text = read_file(said);
  EXPECT_THAT(text, testing::ContainsRegex("Page size: +234 x "));
  EXPECT_THAT(text, testing::ContainsRegex("Pages: +1"));
  for (const char* words : {"η=0.001 & <β>", "epoch", "small", "large", "a note"}) EXPECT_THAT(text, HasSubstr(words));
  EXPECT_THAT(text, Not(HasSubstr("Type 3")));  // which publishers refuse
}

TEST(DrawFigure, SaysWhichFontIsMissing) {
  expect_error(ErrorKind::kInvalidArgument, {"No Such Font", "is installed"},
               [&] { draw_figure(two_lines(), FigureFormat::kSvg, {.font = "No Such Font"}); });
}

TEST(DrawFigure, TakesTextThatIsNoUtf8AndFiguresWithoutPoints) {
  auto figure = two_lines();
  figure.panels[0].title = "\xff\xfe";
  figure.panels[1].series.clear();
  EXPECT_THAT(draw_figure(figure, FigureFormat::kSvg), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace largestep
