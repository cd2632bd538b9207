#include "report/measure_cards.h"

#include <gmock/gmock.h>

#include "run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MeasureCards, AppearForWhatTheRunsHave) {
  const TemporaryDirectory directory;
  const std::vector<RunData> runs{read_run(RunFixture{}.write(directory.path() / "without")),
                                  read_run(RunFixture{.measures = true}.write(directory.path() / "with"))};
  EXPECT_THAT(measures_section_html(runs), HasSubstr("data-curve=\"hessian:top_eigenvalue\""));
  EXPECT_THAT(measures_section_html(runs), Not(HasSubstr("converged")));
  EXPECT_THAT(channels_section_html(runs), HasSubstr("data-kind=\"histogram\""));
  EXPECT_THAT(block_cards_html(runs), HasSubstr("data-curve=\"duplicates:duplicates:block4\""));
  EXPECT_THAT(block_cards_html(runs), Not(HasSubstr("rank:")));
}

TEST(MeasureCards, AreAbsentWithoutMeasures) {
  const TemporaryDirectory directory;
  const std::vector<RunData> runs{read_run(RunFixture{}.write(directory.path() / "run"))};
  EXPECT_EQ(measures_section_html(runs), "");
  EXPECT_EQ(channels_section_html(runs), "");
  EXPECT_THAT(block_cards_html(runs), HasSubstr("data-curve=\"distinct:block5\""));
}

}  // namespace
}  // namespace largestep
