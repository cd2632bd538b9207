#include "run_files/run_data.h"

#include <gmock/gmock.h>

#include <fstream>

#include "expect_error.h"
#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string error_of(const std::filesystem::path& path) {
  return expect_error(ErrorKind::kData, {}, [&] { read_run(path); });
}

TEST(ReadRun, KeepsTheTypesAndTheOrderOfTheSettings) {
  const TemporaryDirectory directory;
  const auto run = read_run(RunFixture().write(directory.path() / "large"));
  EXPECT_EQ(run.label, "large");
  EXPECT_EQ(run.config.begin().key(), "problem");
  EXPECT_EQ(run.config["problem"], "resnet18-cifar10");
  EXPECT_EQ(run.config["width"], 16);
  EXPECT_EQ(run.config["weight-decay"], 5e-4);
  EXPECT_EQ(run.config["augment"], true);
  EXPECT_EQ(run.run["dataset"], "CIFAR-10");
  EXPECT_EQ(run.steps.rows(), 500u);
}

TEST(ReadRun, NamesTheDirectoryWhenThePathEndsInASlash) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "large");
  EXPECT_EQ(read_run(path.string() + "/").label, "large");
}

TEST(ReadRun, SaysWhichFileIsMissingOrWrong) {
  const TemporaryDirectory directory;
  EXPECT_THAT(error_of(directory.path() / "none"), HasSubstr("none is not a directory"));
  EXPECT_THAT(error_of(directory.path()), HasSubstr("it has no config.toml"));
  const auto path = RunFixture().write(directory.path() / "run");
  std::ofstream(path / "run.json") << "{\"version\": ";
  EXPECT_THAT(error_of(path), HasSubstr("run.json is not a JSON object"));
  std::filesystem::remove(path / "run.json");
  std::ofstream(path / "config.toml") << "seed = 1\nwidth = = 2\n";
  EXPECT_THAT(error_of(path), HasSubstr("config.toml line 2"));
}

TEST(ReadRuns, RefuseARunWithoutASingleCompleteRow) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  for (const auto* name : {"metrics.csv", "sparsity.csv"}) std::filesystem::remove(path / name);
  EXPECT_NO_THROW(read_runs({path}));
  std::ofstream(path / "steps.csv") << "step,epoch,step_size,loss\n1,0.";
  EXPECT_EQ(read_run(path).steps.rows(), 0u);
  expect_error(ErrorKind::kData, {"has training started?"}, [&] { read_runs({path}); });
}

TEST(ReadRun, RefusesADescriptionThatIsTooLongOrTooDeep) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  std::ofstream(path / "run.json") << R"({"a": )" << std::string(5000, '[') << std::string(5000, ']') << '}';
  EXPECT_THAT(error_of(path), HasSubstr("run.json is not a JSON object"));
  std::ofstream(path / "run.json") << std::string((1 << 20) - 1, ' ') << "{}";
  EXPECT_THAT(error_of(path), HasSubstr("run.json is 1048577 bytes long"));
}

TEST(ReadRun, RefusesPathsThatLeadNowhere) {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink("loop", directory.path() / "loop");
  EXPECT_THAT(error_of(directory.path() / "loop"), HasSubstr("is not a directory"));
  EXPECT_THAT(error_of(std::string(5000, 'x')), HasSubstr("is not a directory"));
  const auto path = RunFixture().write(directory.path() / "run");
  std::filesystem::remove(path / "steps.csv");
  std::filesystem::create_directory(path / "steps.csv");
  EXPECT_THAT(error_of(path), HasSubstr("steps.csv is a directory"));
}

TEST(ReadRun, CountsNothingThatADoubleDoesNotHold) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  std::ofstream(path / "metrics.csv") << "step,epoch\n1e300,1\n";
  EXPECT_TRUE(final_metrics(read_run(path))["step"].is_null());
}

TEST(ReadRuns, TellsDirectoriesOfTheSameNameApartAndRefusesTheSameTwice) {
  const TemporaryDirectory directory;
  const auto first = RunFixture().write(directory.path() / "a" / "run");
  const auto second = RunFixture().write(directory.path() / "b" / "run");
  const auto runs = read_runs({first, second});
  EXPECT_EQ(runs[0].label, first.string());
  EXPECT_EQ(runs[1].label, second.string());
  expect_error(ErrorKind::kInvalidArgument, {"is given twice"}, [&] { read_runs({first, first}); });
  expect_error(ErrorKind::kInvalidArgument, {"at least one run"}, [&] { read_runs({}); });
}

TEST(FinalLayers, AreTheLastOnTheProbeSetInForwardOrder) {
  const TemporaryDirectory directory;
  const auto run = read_run(RunFixture().write(directory.path() / "run"));
  const auto layers = final_layers(run);
  ASSERT_EQ(layers.size(), 18u);
  EXPECT_EQ(layers[0]["name"], "stem");
  EXPECT_EQ(layers[17]["name"], "pooled");
  EXPECT_NEAR(layers[17]["active_fraction"].get<double>(), 0.67, 1e-12);
  EXPECT_EQ(layers[17]["units"], 128);
}

TEST(FinalBlocks, TakeTheLastReluOfEachStageAndThePooledVector) {
  const TemporaryDirectory directory;
  const auto blocks = final_blocks(read_run(RunFixture().write(directory.path() / "run")));
  ASSERT_EQ(blocks.size(), 5u);
  EXPECT_EQ(blocks[0]["name"], "block1");
  EXPECT_NEAR(blocks[0]["active_fraction"].get<double>(), 0.54, 1e-12);
  EXPECT_NEAR(blocks[0]["distinct_active_fraction"].get<double>(), 0.53, 1e-12);
  EXPECT_NEAR(blocks[4]["distinct_active_fraction"].get<double>(), 0.4, 1e-12);
}

TEST(BlocksOf, AreTheLayersAmongOthersThatHaveADistinctActiveFraction) {
  const TemporaryDirectory directory;
  const auto blocks_in = [&](const char* rows) {
    const auto path = directory.path() / "sparsity.csv";
    write_file_atomically(path, std::string("source,layer,distinct_active_fraction\n") + rows);
    std::vector<std::string> found;
    for (const auto& block : blocks_of(CsvTable::read(path, {"source", "layer"}))) {
      found.push_back(block.name + ":" + block.layer);
    }
    return found;
  };
  EXPECT_THAT(blocks_in("probe,a,\nprobe,b,0.5\nbatch,c,0.5\nprobe,c,\nprobe,d,0\nprobe,a,\nprobe,b,0.4\n"),
              ElementsAre("block1:b", "block2:d"));
  EXPECT_THAT(blocks_in("probe,hidden1,0.5\nprobe,hidden2,0.4\n"), IsEmpty()) << "hidden layers are no blocks";
  EXPECT_THAT(blocks_in(""), IsEmpty());
}

TEST(FinalMeasures, RefuseANameThatIsALayerAndAFigure) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  write_file_atomically(path / "measures.csv",
                        "step,epoch,measure,layer,figure,value\n1,1,rank,,block1,2\n1,1,rank,block1,rank,3\n");
  expect_error(ErrorKind::kData, {"measures.csv"}, [&] { final_measures(read_run(path)); });
}

}  // namespace
}  // namespace largestep
