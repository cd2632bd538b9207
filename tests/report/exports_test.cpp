#include "report/exports.h"

#include <gmock/gmock.h>

#include <fstream>

#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(ReportJson, HasTheKeysThatScriptsDependOn) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "large");
  const auto json = report_json({read_run(path)});
  const auto& run = json.at("runs").at(0);
  EXPECT_EQ(run.at("path"), path.string());
  EXPECT_EQ(run.at("config").at("momentum"), 0.9);
  EXPECT_EQ(run.at("run").at("status"), "finished");
  EXPECT_EQ(run.at("final").at("step"), 500);
  EXPECT_EQ(run.at("final").at("test_error"), 0.1);
  EXPECT_EQ(run.at("layers").size(), 18u);
  for (const auto* key : {"name", "units", "active_fraction", "dead_fraction"}) {
    EXPECT_TRUE(run.at("layers").at(0).contains(key)) << key;
  }
  EXPECT_EQ(run.at("blocks").at(4).at("name"), "block5");
  EXPECT_TRUE(run.at("loss_stabilization").is_array());
  for (const auto* key : {"units", "active_fraction", "distinct_active_fraction"}) {
    EXPECT_TRUE(run.at("blocks").at(4).at(key).is_number()) << key;
  }
}

TEST(ReportJson, WritesNullForWhatIsNotFinite) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  std::ofstream(path / "metrics.csv", std::ios::app) << "600,12,nan,0.9,inf,0.9,0.05\n";
  const auto json = report_json({read_run(path)});
  EXPECT_TRUE(json["runs"][0]["final"]["train_loss"].is_null());
  EXPECT_TRUE(json["runs"][0]["final"]["test_loss"].is_null());
  EXPECT_EQ(json["runs"][0]["final"]["test_error"], 0.9);
}

TEST(CombinedCsv, LeadsWithTheRunAndLeavesColumnsARunLacksEmpty) {
  const TemporaryDirectory directory;
  const auto first = RunFixture().write(directory.path() / "a,1");
  const auto second = RunFixture().write(directory.path() / "b");
  std::ofstream(first / "metrics.csv") << "step,test_error\n1,0.1\n2,\n";
  std::ofstream(second / "metrics.csv") << "step,rank,test_error\n7,3,0.30000000000000004\n";
  EXPECT_EQ(combined_csv({read_run(first), read_run(second)}, &RunData::metrics),
            "run,step,test_error,rank\n\"a,1\",1,0.1,\n\"a,1\",2,,\nb,7,0.30000000000000004,3\n");
}

TEST(CombinedCsv, KeepsTextColumns) {
  const TemporaryDirectory directory;
  const auto run = read_run(RunFixture().write(directory.path() / "large"));
  EXPECT_THAT(combined_csv({run}, &RunData::sparsity),
              HasSubstr("\nlarge,500,10,probe,pooled,128,1024,0.67,0.4,0.01\n"));
}

TEST(LayersCsv, HasOneRowPerLayerAndRun) {
  const TemporaryDirectory directory;
  const auto csv = layers_csv({read_run(RunFixture().write(directory.path() / "large"))});
  EXPECT_THAT(csv, StartsWith("run,layer,units,active_fraction,dead_fraction\nlarge,stem,4096,0.5,0.01\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 19);
}

TEST(ReportJson, HasTheLastValueOfEachMeasure) {
  const TemporaryDirectory directory;
  const auto json = report_json({read_run(RunFixture{.measures = true}.write(directory.path() / "run"))});
  const auto& measures = json["runs"][0]["measures"];
  EXPECT_EQ(measures["hessian"]["top_eigenvalue"], 80);
  EXPECT_EQ(measures["duplicates"]["block4"]["duplicates"], 20);
  EXPECT_EQ(measures["channels"]["pooled"].size(), 20u);
}

}  // namespace
}  // namespace largestep
