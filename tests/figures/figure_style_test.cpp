#include "figures/figure_style.h"

#include <gmock/gmock.h>

#include "expect_error.h"

namespace largestep {
namespace {

TEST(Length, IsANumberAndAUnit) {
  EXPECT_DOUBLE_EQ(length_in_points("3.25in"), 234);
  EXPECT_DOUBLE_EQ(length_in_points("2.54cm"), 72);
  EXPECT_DOUBLE_EQ(length_in_points("25.4mm"), 72);
  EXPECT_DOUBLE_EQ(length_in_points("234pt"), 234);
  for (const char* wrong : {"", "3.25", "in", "3.25 in", "3,25in", "naninch", "3.25inch", "nanin", "infin"}) {
    expect_error(ErrorKind::kInvalidArgument, {"is no length", wrong}, [&] { length_in_points(wrong); });
  }
}

TEST(FigureStyle, SaysWhatAWidthMayBe) {
  for (const double wrong : {0.0, -1.0, 71.0, 3601.0}) {
    expect_error(ErrorKind::kInvalidArgument, {"1in to 50in"}, [&] { FigureStyle{.width = wrong}.validate(); });
  }
  FigureStyle{.width = 72}.validate();
}

TEST(FigureFormats, AreAListEachOnce) {
  EXPECT_THAT(parse_figure_formats("pdf,svg,pdf"), testing::ElementsAre(FigureFormat::kPdf, FigureFormat::kSvg));
  for (const char* wrong : {"eps", "pdf,", "pdf,,svg", "", "PDF"}) {
    expect_error(ErrorKind::kInvalidArgument, {"no format of figures", "pdf, svg and png"},
                 [&] { parse_figure_formats(wrong); });
  }
}

}  // namespace
}  // namespace largestep
