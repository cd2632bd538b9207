#include "report/stabilization.h"

#include <gtest/gtest.h>

#include <fstream>

#include "run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

/// 200 steps, 20 an epoch: a loss of 1 at a large step size for 120, then 0.2 at a tenth of it.
RunData hovering_run(const std::filesystem::path& directory) {
  const auto path = RunFixture().write(directory);
  std::ofstream csv(path / "steps.csv");
  csv << "step,epoch,step_size,loss\n";
  for (int step = 1; step <= 200; ++step) {
    const bool large = step <= 120;
    csv << fmt::format("{},{},{},{}\n", step, step / 20.0, large ? 0.1 : 0.01, large ? 1.0 : 0.2);
  }
  csv.close();
  return read_run(path);
}

TEST(StabilizationOf, FindsThePlateauBeforeTheDecay) {
  const TemporaryDirectory directory;
  const auto json = to_json(stabilization_of(hovering_run(directory.path() / "large")));
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0], (nlohmann::ordered_json{{"first_step", 1},
                                             {"last_step", 120},
                                             {"steps", 120},
                                             {"first_epoch", 0.05},
                                             {"last_epoch", 6.0},
                                             {"level", 1.0},
                                             {"end_level", 0.2}}));
}

TEST(StabilizationSentence, GivesLevelAndLength) {
  const TemporaryDirectory directory;
  EXPECT_EQ(stabilization_sentence("large", stabilization_of(hovering_run(directory.path() / "large"))),
            "large: the loss hovered around 1 from epoch 0.05 to 6 (steps 1 to 120), 5 times its final 0.2.");
}

TEST(StabilizationSentence, GivesStepsWhereEpochsDoNotTellTheEndsApart) {
  const StabilizationInterval interval{
      .first_step = 1, .last_step = 200, .first_epoch = 2e-05, .last_epoch = 0.004, .level = 1234.5, .end_level = 4.9};
  EXPECT_EQ(stabilization_sentence("svm", {interval}),
            "svm: the loss hovered around 1234 from step 1 to 200, 250 times its final 4.9.");
}

TEST(StabilizationSentence, SaysThatThereIsNone) {
  EXPECT_EQ(stabilization_sentence("small", {}), "small: the loss did not stabilize at a large step size.");
}

}  // namespace
}  // namespace largestep
