#include "experiment/planned_run.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(PlannedRun, IsTrainedByArguments) {
  const PlannedRun run{.name = "a",
                       .config = "my settings.toml",
                       .values = {{"cifar-class", "-1"}, {"augment", "false"}, {"nesterov", "true"}, {"mean", ""}},
                       .settings = {}};
  EXPECT_EQ(train_arguments(run, "runs/a", /*resume=*/true),
            (std::vector<std::string>{"train", "--resume", "--config=my settings.toml", "--cifar-class=-1",
                                      "--no-augment", "--nesterov", "--mean", "", "--out=runs/a"}));
}

TEST(ShellLine, QuotesWhatTheShellWouldTakeApart) {
  EXPECT_EQ(shell_line({"train", "--schedule=0:0.1,0.5:0.01", "--out=runs/step-size=0.1_seed=0"}),
            "largestep train --schedule=0:0.1,0.5:0.01 --out=runs/step-size=0.1_seed=0");
  EXPECT_EQ(shell_line({"--config=it's $HOME", ""}), "largestep '--config=it'\\''s $HOME' ''");
}

}  // namespace
}  // namespace largestep
