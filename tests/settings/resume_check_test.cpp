#include "settings/resume_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.h"

namespace largestep {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::int64_t kStepsPerEpoch = 10;
constexpr Progress kHalf{.epoch = 5, .step_in_epoch = 0, .step = 50};

Settings ten_epochs(const std::string& schedule) {
  Settings settings;
  settings.epochs = 10;
  settings.schedule = schedule;
  return settings;
}

/// What the check says against it.
std::string objection(const Settings& before, const Settings& now) {
  return expect_error(ErrorKind::kInvalidArgument, {}, [&] { check_resume(before, now, kHalf, kStepsPerEpoch); });
}

/// Asks to resume a run of ten epochs as one of so many.
void change_epochs(const std::string& schedule, std::int64_t epochs, const Progress& done = kHalf) {
  auto now = ten_epochs(schedule);
  now.epochs = epochs;
  check_resume(ten_epochs(schedule), now, done, kStepsPerEpoch);
}

std::string objection_to_epochs(const std::string& schedule, std::int64_t epochs, const Progress& done = kHalf) {
  return expect_error(ErrorKind::kInvalidArgument, {}, [&] { change_epochs(schedule, epochs, done); });
}

TEST(ResumeCheck, NamesEverySettingThatMayNotChangeWithBothValues) {
  const auto before = ten_epochs("constant");
  auto now = before;
  now.momentum = 0.5;
  now.batch_size = 128;
  EXPECT_THAT(objection(before, now),
              AllOf(HasSubstr("momentum was 0.9, now 0.5"), HasSubstr("batch-size was 256, now 128")));
}

TEST(ResumeCheck, LetsSettingsChangeThatDoNotTouchTheTrajectory) {
  const auto before = ten_epochs("constant");
  auto now = before;
  now.data = "/elsewhere";
  now.quiet = true;
  now.eval_every = 7;
  now.sparsity_every = 7;
  now.checkpoint_every = 7;
  now.checkpoint_every_steps = 7;
  now.keep_checkpoints = 7;
  now.on_divergence = "restart-lower:0.5";
  now.preset = "sota-small";
  EXPECT_THAT(check_resume(before, now, kHalf, kStepsPerEpoch), testing::IsEmpty());
}

TEST(ResumeCheck, LetsThreadsChangeWithANoteUnlessTheRunIsDeterministic) {
  auto before = ten_epochs("constant");
  before.threads = 2;
  auto now = before;
  now.threads = 1;
  EXPECT_THAT(check_resume(before, now, kHalf, kStepsPerEpoch),
              testing::ElementsAre(HasSubstr("threads was 2, now 1")));
  before.deterministic = now.deterministic = true;
  EXPECT_THAT(objection(before, now), AllOf(HasSubstr("threads was 2, now 1"), HasSubstr("deterministic")));
}

TEST(ResumeCheck, ExtendsARunWhereItsStepsSoFarStayTheSame) {
  EXPECT_NO_THROW(change_epochs("constant", 20));
  EXPECT_NO_THROW(change_epochs("0:0.1,0.8:0.01", 20));
  const Progress before_half{.epoch = 4, .step_in_epoch = 9, .step = 49};
  EXPECT_NO_THROW(change_epochs("large-then-decay", 20, before_half));
  EXPECT_NO_THROW(change_epochs("cosine", 20, {}));
}

TEST(ResumeCheck, SaysWhichStepForbidsAnExtension) {
  EXPECT_THAT(objection_to_epochs("cosine", 20), AllOf(HasSubstr("epochs was 10, now 20"), HasSubstr("step 1 ")));
  EXPECT_THAT(objection_to_epochs("large-then-decay", 20), HasSubstr("step 50 had step size 0.005"));
  EXPECT_THAT(objection_to_epochs("0:0.1,0.2:0.01", 20), HasSubstr("step 20 "));
}

TEST(ResumeCheck, RefusesToEndBeforeWhereTheRunStands) {
  EXPECT_NO_THROW(change_epochs("constant", 5));
  EXPECT_THAT(objection_to_epochs("constant", 4), HasSubstr("step 50 is beyond that"));
  EXPECT_THAT(objection_to_epochs("constant", 5, {.epoch = 5, .step_in_epoch = 1, .step = 51}), HasSubstr("beyond"));
}

TEST(ResumeCheck, ExtendsARunOnlyWhereItsEpochsSoFarKeepTheirLabelNoise) {
  auto before = ten_epochs("constant");
  before.label_noise = 0.1;
  auto now = before;
  now.epochs = 20;
  EXPECT_NO_THROW(check_resume(before, now, kHalf, kStepsPerEpoch));
  before.label_noise_until = now.label_noise_until = 0.3;
  EXPECT_THAT(objection(before, now), HasSubstr("label noise depends on it: 3 epochs had it and 5 would have had it"));
  const Progress amid_the_third{.epoch = 2, .step_in_epoch = 5, .step = 25};
  EXPECT_NO_THROW(check_resume(before, now, amid_the_third, kStepsPerEpoch));
}

}  // namespace
}  // namespace largestep
