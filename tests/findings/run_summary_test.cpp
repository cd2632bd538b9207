#include "findings/run_summary.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "files/file_lock.h"
#include "findings/summary_fixture.h"
#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Summarise, ToleratesARunWithoutRunJsonAndEvaluation) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  for (const auto* name : {"run.json", "metrics.csv", "sparsity.csv"}) std::filesystem::remove(path / name);
  const auto summary = summarise(read_run(path));
  EXPECT_EQ(summary.status, "unknown");
  EXPECT_EQ(summary.epochs, 10);
  EXPECT_TRUE(std::isnan(summary.test_error));
}

TEST(Summarise, TellsARunWhoseProcessHasEndedFromOneThatIsRunning) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  std::ofstream(path / "run.json") << R"({"status": "running"})";
  EXPECT_EQ(summarise(read_run(path)).status, "running") << "a run without a lock may be a copy";
  {
    const FileLock lock(path / "run.lock");
    EXPECT_EQ(summarise(read_run(path)).status, "running");
  }
  EXPECT_EQ(summarise(read_run(path)).status, "interrupted");
}

TEST(Summarise, TakesSettingsOfAnyTypeAndAnyBytes) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  std::ofstream(path / "config.toml") << "seed = \"\xff\"\nnetwork = 5\nproblem = true\n";
  const auto summary = summarise(read_run(path));
  EXPECT_EQ(summary.seed, "\"\xef\xbf\xbd\"");
  EXPECT_THAT(summary.experiment, HasSubstr("\"network\":5"));
}

TEST(SummaryTable, CallsTheLastBlockByItsNumberWhereAllNetworksHaveAsMany) {
  auto dense = summary_of("dense", 0.1, 0.5);
  dense.blocks = 4;
  EXPECT_THAT(summary_table({dense, dense}), HasSubstr("block 4 distinct"));
  EXPECT_THAT(summary_table({dense, summary_of("residual", 0.1, 0.6)}), HasSubstr("the last block distinct"));
  auto without = summary_of("fit", 0.1, kNaN);
  without.last_block_active = kNaN;
  EXPECT_THAT(summary_table({dense, without}), HasSubstr("block 4 active"));
}

TEST(SummaryTable, AlignsItsColumns) {
  const auto table = summary_table({summary_of("a-rather-long-name", 0.0561, 0.63), summary_of("b", kNaN, kNaN)});
  EXPECT_THAT(table, HasSubstr("a-rather-long-name      5.61 %"));
  EXPECT_THAT(table, Not(HasSubstr("nan")));
  const auto first = table.find('\n');
  const auto second = table.find('\n', first + 1);
  EXPECT_EQ(table.rfind("finished", second), table.find("status") + first + 1);
}

TEST(SummaryTable, LeavesOutColumnsWithoutFigures) {
  RunSummary fit{"fit", "finished", "drawn data", 100, 0.0081, kNaN, kNaN, kNaN};
  EXPECT_EQ(summary_table({fit}), "run  train loss  status\nfit      0.0081  finished\n");
  fit.test_loss = 0.0107;
  EXPECT_EQ(summary_table({fit}), "run   test loss  train loss  status\nfit      0.0107      0.0081  finished\n");
  EXPECT_THAT(summary_table({fit, summary_of("b", 0.1, 0.5)}), HasSubstr("fit           -"));
}

}  // namespace
}  // namespace largestep
