#include "sweep/sweep_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "expect_error.h"
#include "sweep_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Step sizes 0.1 and 1 with two seeds each, of which one diverged at the larger, and 10, of which none has begun.
class SweepTable : public testing::Test {
 protected:
  SweepTable() {
    for (const auto& run : plan_.runs) {
      const bool is_larger = run.settings.step_size == 1;
      if (run.settings.step_size == 10) continue;
      write_swept_run(run, directory_.path(),
                      {.final_error = (is_larger ? 0.10 : 0.20) + 0.02 * static_cast<double>(run.settings.seed),
                       .final_distinct = is_larger ? 0.25 : 0.5,
                       .status = is_larger && run.settings.seed == 1 ? "diverged" : "finished",
                       .seed = static_cast<int>(run.settings.seed)});
    }
  }
  SweepResults results() const { return read_sweep(plan_, directory_.path()); }

  TemporaryDirectory directory_;
  SweepPlan plan_ = sweep_over({"step-size=0.1,1,10", "seed=0,1"});
};

TEST_F(SweepTable, HasAMeanOverTheSeedsWithItsInterval) {
  const auto table = sweep_table(results());
  std::istringstream lines(table);
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);) found.push_back(line);
  ASSERT_EQ(found.size(), 4u);
  EXPECT_THAT(found[0],
              testing::ContainsRegex("step-size +runs +loss +test error +train loss +train error +block 5 distinct"));
  // 20 and 22 %: t = 12.706 at one degree of freedom, times 0.01
  EXPECT_THAT(found[1], testing::ContainsRegex("0\\.1 +2 .*21\\.00 % ± 12\\.71 .*50\\.00 % ± 0\\.00"));
  EXPECT_THAT(found[2], testing::ContainsRegex(" 1 +2 .*diverges 1.* 10\\.00 % .*25\\.00 %$"));
  EXPECT_THAT(found[3], testing::ContainsRegex("10 +0 of 2 +- +- +- +- +-$"));
}

TEST_F(SweepTable, IsACsvFileOfMeansAndCounts) {
  std::istringstream csv(sweep_csv(results()));
  std::string header, first, second, third;
  std::getline(csv, header);
  std::getline(csv, first);
  std::getline(csv, second);
  std::getline(csv, third);
  EXPECT_THAT(header, testing::StartsWith("step_size,runs,finished,converges,hovers,diverges,test_error,"
                                          "test_error_interval,test_loss,test_loss_interval,train_loss,"));
  EXPECT_THAT(header, HasSubstr(",block1_distinct,block1_distinct_interval,block2_distinct,"));
  EXPECT_THAT(first, testing::StartsWith("0.1,2,2,"));
  EXPECT_THAT(second, testing::MatchesRegex("1,2,1,[0-9]+,[0-9]+,1,0\\.1,,.*"));
  EXPECT_THAT(third, testing::MatchesRegex("10,2,0,0,0,0,,,[,]*"));
}

TEST_F(SweepTable, IsJsonWithEveryRun) {
  const auto json = sweep_json(results());
  EXPECT_EQ(json["varied"]["seed"], (std::vector<std::string>{"0", "1"}));
  ASSERT_EQ(json["runs"].size(), 6u);
  EXPECT_EQ(json["runs"][4]["name"], "step-size=1_seed=1");
  EXPECT_EQ(json["runs"][4]["values"]["seed"], "1");
  EXPECT_EQ(json["runs"][4]["status"], "diverged");
  EXPECT_EQ(json["runs"][4]["outcome"], "diverges");
  EXPECT_TRUE(json["runs"][4]["figures"].empty());
  EXPECT_EQ(json["runs"][5]["status"], "missing");
  EXPECT_NEAR(json["cells"][0]["figures"]["test_error"]["mean"].get<double>(), 0.21, 1e-12);
  EXPECT_EQ(json["cells"][1]["figures"]["test_error"]["count"], 1);
  EXPECT_TRUE(json["cells"][1]["figures"]["test_error"]["half_interval"].is_null());
}

TEST_F(SweepTable, RefusesAnotherExperimentAmongItsRuns) {
  const auto other = sweep_over({"step-size=0.1,1,10", "seed=0,1", "width=8"});
  write_swept_run(plan_.runs[0], directory_.path(), {});
  std::filesystem::rename(directory_.path() / plan_.runs[0].name, directory_.path() / other.runs[0].name);
  expect_error(ErrorKind::kInvalidArgument, {"width is 64 there, 8 here"},
               [&] { read_sweep(other, directory_.path()); });
}

TEST(TitleOf, ReadsLikeWords) {
  EXPECT_EQ(title_of("block5_distinct"), "block 5 distinct");
  EXPECT_EQ(title_of("test_error"), "test error");
}

}  // namespace
}  // namespace largestep
