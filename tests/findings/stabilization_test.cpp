#include "findings/stabilization.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

/// 200 steps, 20 an epoch: a loss of 1 at a large step size for 120, then 0.25 at a tenth of it.
RunData hovering_run(const std::filesystem::path& directory) {
  const auto path = RunFixture().write(directory);
  std::ofstream csv(path / "steps.csv");
  csv << "step,epoch,step_size,loss\n";
  for (int step = 1; step <= 200; ++step) {
    const bool large = step <= 120;
    csv << fmt::format("{},{},{},{}\n", step, step / 20.0, large ? 0.1 : 0.01, large ? 1.0 : 0.25);
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
                                             {"level_after", 0.25},
                                             {"fall_before", 1.0},
                                             {"fall_after", 4.0},
                                             {"compared_steps", 48}}));
}

TEST(SharpnessWhileHovering, IsTheLastMeasuredBeforeTheDecay) {
  const TemporaryDirectory directory;
  hovering_run(directory.path() / "large");
  std::ofstream csv(directory.path() / "large" / "measures.csv");
  csv << "step,epoch,measure,layer,figure,value\n";
  for (const auto& [step, value] : {std::pair{50, 1.5}, {100, 1.9}, {150, 0.2}}) {
    csv << fmt::format("{},1,sharpness,,step_size_times_sharpness,{}\n", step, value);
  }
  csv.close();
  const auto summary = summarise(read_run(directory.path() / "large"));
  EXPECT_DOUBLE_EQ(summary.times_sharpness, 1.9);
  EXPECT_NEAR(summary.stability_edge, 0.2, 1e-12) << "momentum 0.9";
  auto nesterov = read_run(directory.path() / "large");
  nesterov.config["nesterov"] = true;
  EXPECT_TRUE(std::isnan(summarise(nesterov).stability_edge)) << "which has other bounds";
  EXPECT_THAT(stabilization_sentences({summary})[0],
              testing::HasSubstr("step size times batch sharpness 1.9 there, where 0.2 is the edge of stability"));
}

RunSummary with_decay(const std::string& label, const std::vector<StabilizationInterval>& intervals) {
  RunSummary run{};
  run.label = label;
  run.large_share = 0.5;
  run.stabilization = intervals;
  return run;
}

TEST(StabilizationSentences, SayForAllRunsTogetherWhereTheLossHoveredWhereNotAndWhereNothingWasDecayed) {
  const TemporaryDirectory directory;
  const auto hovering = with_decay("large", stabilization_of(hovering_run(directory.path() / "large")));
  RunSummary constant{};
  constant.label = "small";
  EXPECT_THAT(
      stabilization_sentences({constant, hovering, with_decay("early", {}), with_decay("late", {})}),
      testing::ElementsAre("The loss hovered until the large step size was decayed in large (around 1 to epoch 6; then "
                           "4 times lower within 48 steps, after 1 times in as many before).",
                           "By the rule the loss did not stabilize in early and late: after the decay it fell by less "
                           "than twice, or not much faster than before.",
                           "No large step size is decayed in small."));
  EXPECT_THAT(stabilization_sentences({constant}), testing::ElementsAre("No large step size is decayed in small."));
}

TEST(StabilizationSentences, GiveTheStepWhereEpochsDoNotTellTheEndsApart) {
  const StabilizationInterval interval{.first_step = 1,
                                       .last_step = 200,
                                       .first_epoch = 2e-05,
                                       .last_epoch = 0.004,
                                       .level = 1234.5,
                                       .level_after = 4.9,
                                       .fall_before = 1.25,
                                       .fall_after = 251.9,
                                       .compared_steps = 80};
  EXPECT_THAT(stabilization_sentences({with_decay("svm", {interval})}),
              testing::ElementsAre(testing::HasSubstr("svm (around 1234 to step 200; then 250 times lower within 80 "
                                                      "steps, after 1.25 times in as many before)")));
}

TEST(StabilizationSentences, OnlyNameRunsWhereThereAreMany) {
  const StabilizationInterval interval{.first_step = 1,
                                       .last_step = 200,
                                       .first_epoch = 0,
                                       .last_epoch = 4,
                                       .level = 1,
                                       .level_after = .1,
                                       .fall_before = 1,
                                       .fall_after = 10,
                                       .compared_steps = 80};
  std::vector<RunSummary> runs;
  for (const char* label : {"a", "b", "c", "d", "e", "f", "g"}) runs.push_back(with_decay(label, {interval}));
  EXPECT_THAT(
      stabilization_sentences(runs),
      testing::ElementsAre("The loss hovered until the large step size was decayed in a, b, c, d, e, f and g."));
}

}  // namespace
}  // namespace largestep
