#include "charts/large_phase_plots.h"

#include <gmock/gmock.h>

#include "findings/large_phase_claims.h"
#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(LargePhasePlots, DrawTheRunsInOneHueWithTheirDecays) {
  const TemporaryDirectory directory;
  const auto small = RunFixture{.step_size = 0.01, .decay_at = 1}.write(directory.path() / "small");
  const auto large = RunFixture{.decay_at = 0.5, .final_distinct = 0.25}.write(directory.path() / "large");
  const auto runs = read_runs({large, small});
  std::vector<RunSummary> summaries{summarise(runs[0]), summarise(runs[1])};
  const auto plots = large_phase_plots(by_large_share(seed_groups(runs), summaries), runs, summaries);
  ASSERT_EQ(plots.size(), 2u);
  EXPECT_EQ(plots[0].name, "figure1");
  for (const char* text :
       {"small step size", "large step size for 50 %", "block 5", "stroke-dasharray", "Test error"}) {
    EXPECT_THAT(plots[0].svg, testing::HasSubstr(text));
  }
  // The long large phase is the dark one, and its bar of block 5 is a quarter of 278 units / 1.4 high.
  EXPECT_THAT(plots[0].svg, testing::ContainsRegex("height=\"50.1\" fill=\"#08264f\""));
  EXPECT_THAT(plots[1].svg, testing::HasSubstr("training loss on the probe set"));
  EXPECT_TRUE(large_phase_plots({}, runs, summaries).empty());
}

}  // namespace
}  // namespace largestep
