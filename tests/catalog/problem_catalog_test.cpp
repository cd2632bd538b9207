#include "catalog/problem_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "session/trainee.h"
#include "settings/settings_toml.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

Settings settings_of(const std::string& problem, const SettingValues& more = {}) {
  SettingValues values{{"problem", problem}};
  values.insert(values.end(), more.begin(), more.end());
  return resolve_settings({}, values);
}

TEST(ProblemCatalog, EveryProblemTrainsWithItsDefaultsAndGoesThroughAFile) {
  for (const auto& problem : problem_catalog()) {
    const auto settings = settings_of(problem.name());
    const auto toml = settings_to_toml(settings);
    EXPECT_EQ(settings_to_toml(resolve_settings(parse_settings(toml, "toml"), {})), toml) << problem.name();
    if (problem.is_on_images) continue;
    Trainee trainee(settings, {.name = ""}, c10::Device(c10::kCPU));
    ASSERT_NE(trainee.measured, nullptr);
    EXPECT_GT(trainee.measured->train_score().loss, 0.0) << problem.name();
  }
}

TEST(ProblemCatalog, TheSameSeedMakesTheSameProblemAndAnotherSeedAnother) {
  for (const auto* name : {"least-squares", "svm", "diagonal-network", "two-layer-teacher", "relu-1d"}) {
    const auto loss = [&](const char* seed) {
      Trainee trainee(settings_of(name, {{"seed", seed}}), {.name = ""}, c10::Device(c10::kCPU));
      trainee.problem.gradient(*trainee.problem.epoch({}).begin());
      trainee.sgd.step(0.001);
      return trainee.measured->train_score().loss;
    };
    EXPECT_EQ(loss("1"), loss("1")) << name;
    EXPECT_NE(loss("1"), loss("2")) << name;
  }
}

void expect_refused(const std::string& problem, const SettingValues& more, const char* says) {
  expect_error(ErrorKind::kInvalidArgument, {says}, [&] { settings_of(problem, more); });
}

TEST(ProblemCatalog, RefusesSettingsThatAProblemWouldNotLookAt) {
  expect_refused("svn", {}, "did you mean svm?");
  expect_refused("svm", {{"augment", "true"}}, "augment is true, but has no meaning for problem svm");
  expect_refused("diagonal-network", {{"csv", "a.csv"}, {"target", "1"}}, "no meaning for problem diagonal-network");
  expect_refused("resnet18-cifar10", {{"method", "gd"}}, "method");
  expect_refused("resnet18-cifar10", {{"svm-c", "2"}}, "svm-c");
  expect_refused("svm", {{"csv", "a.csv"}}, "csv and target go together");
  expect_refused("svm", {{"csv", "a.csv"}, {"target", "1"}, {"cifar-class", "3"}}, "give one of them");
  expect_refused("svm", {{"cifar-class", "3"}, {"validation-size", "9"}}, "validation-size");
  expect_refused("mlp-cifar10", {{"validation-size", "9"}}, "test data of its own");
  expect_refused("svm", {{"method", "gd"}}, "replacement must be off");
  expect_refused("svm", {{"method", "newton"}}, "sgd or gd");
}

TEST(ProblemCatalog, ReadsATableWithTheLastRowsHeldOut) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "table.csv";
  write_file_atomically(file, "x,y\n1,0\n-1,5\n2,0\n-2,5\n3,0\n");
  Trainee trainee(settings_of("svm", {{"csv", file.string()}, {"target", "y"}, {"validation-size", "2"}}), {.name = ""},
                  c10::Device(c10::kCPU));
  EXPECT_EQ(trainee.problem.terms(), 3);
  trainee.measured->parameters()[0].second.detach().fill_(-1.0);  // y = 5, the larger, is +1 and where x < 0
  EXPECT_EQ(trainee.measured->train_score().error, 0.0);
  EXPECT_EQ(trainee.measured->test_score().error, 0.0);
  write_file_atomically(file, "x,y\n1,0\n-1,5\n2,7\n");
  expect_error(ErrorKind::kData, {"column y has another value than the two"}, [&] {
    Trainee(settings_of("svm", {{"csv", file.string()}, {"target", "y"}}), {.name = ""}, c10::Device(c10::kCPU));
  });
}

}  // namespace
}  // namespace largestep
