#include "charts/group_looks.h"

#include <gmock/gmock.h>

#include "figures/palette.h"
#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::ElementsAre;

std::vector<GroupLook> looks_of(const std::vector<std::filesystem::path>& paths) {
  const auto runs = read_runs(paths);
  std::vector<RunSummary> summaries;
  for (const auto& run : runs) summaries.push_back(summarise(run));
  return group_looks(seed_groups(runs), summaries);
}

TEST(ShortLabels, LoseTheWordsThatAllBeginWith) {
  EXPECT_THAT(short_labels({"quickstart-small", "quickstart-large-10"}), ElementsAre("small", "large-10"));
  EXPECT_THAT(short_labels({"small", "smaller"}), ElementsAre("small", "smaller"));
  EXPECT_THAT(short_labels({"a-1", "a-1-2"}), ElementsAre("1", "1-2"));
  EXPECT_THAT(short_labels({"a-", "a-b"}), ElementsAre("a-", "a-b"));
  EXPECT_THAT(short_labels({"only-one"}), ElementsAre("only-one"));
}

TEST(GroupLooks, AreInTheOrderOfTheStepSizes) {
  const TemporaryDirectory directory;
  std::vector<std::filesystem::path> paths;
  for (const double step_size : {0.3, 0.01, 0.1, 0.03}) {
    paths.push_back(
        RunFixture{.step_size = step_size, .decay_at = 1}.write(directory.path() / std::to_string(step_size)));
  }
  const auto looks = looks_of(paths);
  EXPECT_EQ(looks[1].colour, ordered_colour(0));
  EXPECT_EQ(looks[0].colour, ordered_colour(1));
  EXPECT_EQ(looks[0].colour_on_dark, ordered_colour_on_dark(1));
}

TEST(GroupLooks, AreThePalettesWhereTheRunsHaveNoOrder) {
  const TemporaryDirectory directory;
  const auto looks =
      looks_of({RunFixture{.step_size = 0.1, .decay_at = 1}.write(directory.path() / "a"),
                RunFixture{.step_size = 0.2, .decay_at = 1, .dataset = "other"}.write(directory.path() / "b")});
  EXPECT_EQ(looks[0].colour, run_colour(0));
  EXPECT_EQ(looks[1].colour, run_colour(1));
  EXPECT_EQ(looks[1].colour_on_dark, run_colour(1));
}

}  // namespace
}  // namespace largestep
