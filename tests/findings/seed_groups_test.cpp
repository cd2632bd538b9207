#include "findings/seed_groups.h"

#include <gmock/gmock.h>

#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::ElementsAre;

class SeedGroups : public testing::Test {
 protected:
  RunData run(const std::string& name, const RunFixture& fixture) const {
    return read_run(fixture.write(directory_.path() / name));
  }
  TemporaryDirectory directory_;
};

TEST_F(SeedGroups, AreRunsThatDifferInTheirSeedAlone) {
  const std::vector<RunData> runs{run("small-seed0", {.step_size = 0.002}), run("large-seed1", {.seed = 1}),
                                  run("small-seed1", {.step_size = 0.002, .seed = 1}), run("large-seed0", {}),
                                  run("large-other-data", {.dataset = "synthetic images (not CIFAR-10)", .seed = 2})};
  const auto groups = seed_groups(runs);
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0].label, "small");
  EXPECT_THAT(groups[0].runs, ElementsAre(0, 2));
  EXPECT_EQ(groups[1].label, "large");
  EXPECT_THAT(groups[1].runs, ElementsAre(1, 3));
  EXPECT_EQ(groups[2].label, "large-other-data");
}

TEST_F(SeedGroups, OfASweepGoByItsValuesWithoutTheSeed) {
  const auto groups = seed_groups({run("step-size=0.05_seed=10", {}), run("step-size=0.05_seed=11", {.seed = 1})});
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].label, "step-size=0.05");
}

TEST_F(SeedGroups, TakeARunFromBeforeTheNetworkWasASettingForOneOfResNet18) {
  auto runs = std::vector<RunData>{run("old", {}), run("new", {.seed = 1}), run("other", {.seed = 2})};
  runs[1].config["network"] = "resnet18";
  runs[2].config["network"] = "vgg16";
  const auto groups = seed_groups(runs);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_THAT(groups[0].runs, ElementsAre(0, 1));
}

TEST_F(SeedGroups, TakeASeedOfAnyBytes) {
  auto runs = std::vector<RunData>{run("a-seed0", {}), run("a-seed1", {})};
  runs[1].config["seed"] = "\xff";
  EXPECT_EQ(seed_groups(runs).size(), 1u);
}

TEST_F(SeedGroups, LeaveTheSameSeedTwiceApart) {
  const auto groups = seed_groups({run("before", {}), run("after", {})});
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[1].label, "after");
}

TEST_F(SeedGroups, AverageTheFiguresAndGiveTheDeviationOfASample) {
  const std::vector<RunData> runs{run("seed8", {.final_error = 0.1, .seed = 8}),
                                  run("seed9", {.final_error = 0.2, .seed = 9}),
                                  run("seed10", {.final_error = 0.3, .seed = 10})};
  std::vector<RunSummary> summaries;
  for (const auto& each : runs) summaries.push_back(summarise(each));
  const auto groups = seed_groups(runs);
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].label, "seed8");  // nothing is left of what they share
  EXPECT_NEAR(mean_summaries(groups, summaries)[0].test_error, 0.2, 1e-12);
  EXPECT_NEAR(mean_over(groups[0], summaries, &RunSummary::test_error).deviation, 0.1, 1e-12);
}

}  // namespace
}  // namespace largestep
