#include "report/plot_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(PlotHtml, PlotsStandBeforeTheFooterOrAtTheEnd) {
  const std::vector<LecturePlot> plots{{.name = "a", .title = "A", .caption = "b", .svg = "<svg/>"}};
  EXPECT_EQ(with_plots("<body>x</body>", {}), "<body>x</body>");
  const auto page = with_plots("<main>x</main></body>", plots);
  EXPECT_THAT(page, testing::StartsWith("<main>x<section"));
  EXPECT_THAT(page, testing::EndsWith("</section>\n</main></body>"));
  EXPECT_THAT(with_plots("<main>x<footer>y</footer></main>", plots),
              testing::EndsWith("</section>\n<footer>y</footer></main>"));
}

}  // namespace
}  // namespace largestep
