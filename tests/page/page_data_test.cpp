#include "page/page_data.h"

#include <gmock/gmock.h>

#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

nlohmann::ordered_json data_of(const std::vector<RunData>& runs) {
  std::vector<RunSummary> summaries;
  for (const auto& run : runs) summaries.push_back(summarise(run));
  return page_data(runs, summaries, seed_groups(runs));
}

TEST(PageData, KeepsEachGridOfEpochsOnce) {
  const TemporaryDirectory directory;
  const auto data = data_of({read_run(RunFixture{}.write(directory.path() / "a")),
                             read_run(RunFixture{.step_size = 0.1}.write(directory.path() / "b"))});
  const auto& curves = data["runs"][0]["curves"];
  EXPECT_EQ(curves["test_error"][0], data["runs"][1]["curves"]["train_loss"][0]);
  EXPECT_EQ(curves["active:stem"][0], curves["distinct:block5"][0]);
  EXPECT_EQ(data["grids"][curves["test_error"][0].get<std::size_t>()].size(), 10u);
  EXPECT_EQ(data["layers"].size(), 18u);
  EXPECT_EQ(data["layers"][17], "pooled");
  EXPECT_DOUBLE_EQ(curves["test_error"][1][9].get<double>(), 0.1);
}

TEST(PageData, ThinsTheLossToMeansWhenThereAreManyRuns) {
  const TemporaryDirectory directory;
  std::vector<RunData> runs;
  for (int i = 0; i < 60; ++i) {
    runs.push_back(read_run(RunFixture{.step_size = 0.01 + i, .epochs = 6, .steps_per_epoch = 400}.write(
        directory.path() / std::to_string(i))));
  }
  const auto data = data_of(runs);
  EXPECT_EQ(data["runs"][0]["steps_per_point"], 3);  // 60,000 points for 60 runs of 2400 steps
  EXPECT_EQ(data["runs"][0]["curves"]["loss"][1].size(), 800u);
  EXPECT_LE(data["runs"][0]["curves"]["step_size"][1].size(), 4u);
}

TEST(PageData, HasMeasuresAsCurvesAndHistograms) {
  const TemporaryDirectory directory;
  const auto data = data_of({read_run(RunFixture{.measures = true}.write(directory.path() / "a"))});
  const auto& run = data["runs"][0];
  EXPECT_EQ(run["curves"]["hessian:top_eigenvalue"][1], nlohmann::ordered_json({40, 80}));
  EXPECT_EQ(run["curves"]["duplicates:duplicates:block4"][1], nlohmann::ordered_json({15, 20}));
  EXPECT_EQ(run["channels"]["pooled"][3], 128);
  EXPECT_FALSE(run["curves"].contains("channels:0.15-0.20:pooled"));
}

}  // namespace
}  // namespace largestep
