#include "session/training_plan.h"

#include <gmock/gmock.h>

#include "catalog/problem_catalog.h"
#include "settings/settings_toml.h"

namespace largestep {
namespace {

std::string schedule_of(const SettingValues& flags) {
  const auto settings = resolve_settings({}, flags);
  return StepSizeSchedule(settings.schedule_options()).in_words();
}

TEST(TrainingPlan, SaysTheStepSizesOfThePresetsAsThePaperDoes) {
  EXPECT_EQ(schedule_of({{"preset", "sota-large-30"}}),
            "large-then-decay: 0.05; 0.003 from epoch 30; 0.0003 from epoch 90");
  EXPECT_EQ(schedule_of({{"preset", "plain-large-50"}}),
            "large-then-decay: 0.75 growing to 8.6; 0.86 from epoch 50; 0.086 from epoch 90");
  EXPECT_EQ(schedule_of({{"preset", "sota-small"}}), "0.002 throughout");
}

TEST(TrainingPlan, SaysTheOtherSchedules) {
  EXPECT_EQ(schedule_of({{"schedule", "cosine"}}), "cosine: falling from 0.05 to 0");
  EXPECT_EQ(schedule_of({{"schedule", "triangle"}}), "triangle: rising from 0 to 0.05, then falling to 0");
  EXPECT_EQ(schedule_of({{"schedule", "0:0.1,0.25:0.02"}, {"epochs", "8"}}), "0.1; 0.02 from epoch 2");
  EXPECT_EQ(schedule_of({{"decay-at", "0.9"}}), "large-then-decay: 0.05; 0.0009 from epoch 90");
}

TEST(TrainingPlan, TellsWhatWillHappenInSevenLines) {
  auto settings = resolve_settings({}, {{"preset", "sota-large-50"},
                                        {"average-tau", "0"},
                                        {"epochs", "3"},
                                        {"batch-size", "64"},
                                        {"step-size", "0.1"},
                                        {"augment", "false"},
                                        {"eval-every", "781"},
                                        {"threads", "1"},
                                        {"precision", "fp32"}});
  const auto plan = training_plan(settings, {.dataset = "CIFAR-10",
                                             .device = "cpu (A)",
                                             .directory = "runs/a",
                                             .terms = 50'000,
                                             .parameters = 700,
                                             .total_steps = 2343});
  EXPECT_THAT(plan, testing::ElementsAre(
                        "sota-large-50, resnet18-cifar10 on CIFAR-10: 50000 training images, 700 parameters",
                        "  steps      2343 of 64 images each, 3 epochs",
                        "  step size  large-then-decay: 0.1; 0.01 from epoch 1.5; 0.001 from epoch 2.7",
                        "  update     SGD with momentum 0.9, L2 with lambda 0.0005, no augmentation",
                        "  records    every 781 steps: losses, errors, active fractions of every layer",
                        "  computes   fp32 with 1 thread on cpu (A)", "  writes     runs/a (Ctrl-C saves and stops)"));
}

TEST(TrainingPlan, SaysWhatLabelNoiseIsDrawnFromAndForHowLong) {
  const auto update_of = [](const SettingValues& values) {
    return training_plan(resolve_settings({}, values), {}).at(3);
  };
  EXPECT_THAT(update_of({{"label-noise", "0.1"}}), testing::HasSubstr(", 10 % wrong labels"));
  EXPECT_THAT(update_of({{"label-noise", "0.1"}, {"label-noise-classes", "all"}, {"label-noise-until", "0.3"}}),
              testing::HasSubstr(", 10 % random labels until 30 % of the run"));
}

}  // namespace
}  // namespace largestep
