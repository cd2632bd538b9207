#include "charts/run_figures.h"

#include <gmock/gmock.h>

#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

std::vector<ChartFigure> figures_of(const std::vector<std::filesystem::path>& paths) {
  const auto runs = read_runs(paths);
  std::vector<RunSummary> summaries;
  for (const auto& run : runs) summaries.push_back(summarise(run));
  return run_figures(seed_groups(runs), runs, summaries);
}

TEST(RunFigures, ShowSeedsAsTheirMeanWithABand) {
  const TemporaryDirectory directory;
  const auto figures = figures_of({RunFixture{.seed = 0}.write(directory.path() / "large-seed0"),
                                   RunFixture{.final_error = 0.2, .seed = 1}.write(directory.path() / "large-seed1")});
  ASSERT_EQ(figures.size(), 2u);
  EXPECT_EQ(figures[0].name, "sparsity");
  const auto& error = figures[0].panels.at(1);
  EXPECT_EQ(error.title, "Test error");
  ASSERT_EQ(error.series.size(), 1u);
  EXPECT_EQ(error.series[0].name, "large");
  EXPECT_NEAR(error.series[0].y.back(), 0.15, 1e-9);
  EXPECT_NEAR(error.series[0].low.back(), 0.1, 1e-9);
  EXPECT_NEAR(error.series[0].high.back(), 0.2, 1e-9);
  // The axes hold the band, and a rule stands at the decay.
  EXPECT_GT(error.y.high, 0.2);
  EXPECT_EQ(error.rules.size(), 1u);
}

TEST(RunFigures, ShowAnyNumberOfRuns) {
  const TemporaryDirectory directory;
  std::vector<std::filesystem::path> paths;
  for (int i = 0; i < 9; ++i) {
    paths.push_back(RunFixture{.step_size = 0.01 + 0.01 * i}.write(directory.path() / ("run-" + std::to_string(i))));
  }
  for (const auto& figure : figures_of(paths)) {
    for (const auto& panel : figure.panels) EXPECT_EQ(panel.series.size(), 9u) << panel.title;
  }
}

TEST(RunFigures, LeaveOutWhatWasNotMeasured) {
  const TemporaryDirectory directory;
  const auto run = RunFixture{}.write(directory.path() / "run");
  std::filesystem::remove(run / "sparsity.csv");
  EXPECT_EQ(figures_of({run}).at(0).panels.size(), 1u);
  std::filesystem::remove(run / "metrics.csv");
  const auto figures = figures_of({run});
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_EQ(figures[0].name, "training");
}

TEST(RunFigures, SayThatImagesAreSynthetic) {
  const TemporaryDirectory directory;
  const auto figures = figures_of({RunFixture{.dataset = "CIFAR-10 (synthetic)"}.write(directory.path() / "run")});
  EXPECT_THAT(figures.at(0).note, testing::HasSubstr("not CIFAR-10"));
}

}  // namespace
}  // namespace largestep
