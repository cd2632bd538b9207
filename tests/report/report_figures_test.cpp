#include "report/report_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "figures/draw_figure.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

ReportFigures figures() {
  ChartPanel panel{.title = "loss"};
  panel.series = {{.name = "a", .x = {0, 1}, .y = {0, 1}}};
  ReportFigures figures;
  figures.findings = {{.name = "figure1", .title = "A <b>", .caption = "c & d", .panels = {panel}}};
  figures.files = {{.name = "training", .title = "T", .panels = {panel}}};
  return figures;
}

std::vector<std::string> names_of(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.filename().string());
  return names;
}

TEST(ReportFigures, AreAnSvgOfThePageAndAPngForATalkUnlessOthersAreAskedFor) {
  const TemporaryDirectory directory;
  if (!can_draw_figures()) {
    EXPECT_TRUE(write_figures(figures(), {}, directory.path()).empty());
    EXPECT_EQ(figures_html(figures().findings), "");
    return;
  }
  EXPECT_THAT(names_of(write_figures(figures(), {}, directory.path())),
              UnorderedElementsAre("figure1.svg", "training.png"));
  const FigureOptions paper{.formats = {FigureFormat::kPdf, FigureFormat::kPng}, .with_data = true};
  EXPECT_THAT(names_of(write_figures(figures(), paper, directory.path())),
              UnorderedElementsAre("figure1.svg", "figure1.pdf", "figure1.png", "figure1-data.csv", "training.pdf",
                                   "training.png", "training-data.csv"));
  EXPECT_EQ(read_file(directory.path() / "figure1-data.csv"), "panel,series,x,y\nloss,a,0,0\nloss,a,1,1\n");
  const FigureOptions narrow{.formats = {FigureFormat::kSvg}};
  write_figures(figures(), narrow, directory.path());
  EXPECT_TRUE(read_file(directory.path() / "figure1.svg").find("width=\"234pt\"") != std::string::npos);
}

TEST(ReportFigures, AreImagesOfThePageWithTheirWords) {
  if (!can_draw_figures()) GTEST_SKIP() << "this build has no Cairo (-DLARGESTEP_WITH_CAIRO=ON)";
  const auto html = figures_html(figures().findings);
  EXPECT_THAT(html, HasSubstr(">A &lt;b&gt;</h2>"));
  EXPECT_THAT(html, HasSubstr("alt=\"A &lt;b&gt;. c &amp; d\""));
  EXPECT_THAT(html, HasSubstr("src=\"data:image/svg+xml;base64,PD94bWwg"));
}

}  // namespace
}  // namespace largestep
