#include "catalog/problem_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "session/run_training.h"
#include "session/trainee.h"
#include "settings/settings_toml.h"
#include "temporary_directory.h"
#include "train/loop.h"

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
    EXPECT_GT(make_problem(settings, {})->train_score().loss, 0.0) << problem.name();
  }
}

TEST(ProblemCatalog, TheSameSeedMakesTheSameProblemAndAnotherSeedAnother) {
  for (const auto* name : {"least-squares", "svm", "diagonal-network", "two-layer-teacher", "relu-1d"}) {
    const auto loss = [&](const char* seed) {
      const auto settings = settings_of(name, {{"seed", seed}});
      Trainee trainee(settings, make_problem(settings, {}));
      trainee.problem.gradient(*trainee.problem.epoch({}).begin());
      trainee.sgd.step(0.001);
      return trainee.problem.train_score().loss;
    };
    EXPECT_EQ(loss("1"), loss("1")) << name;
    EXPECT_NE(loss("1"), loss("2")) << name;
  }
}

void expect_refused(const std::string& problem, const SettingValues& more, const char* says) {
  expect_error(ErrorKind::kInvalidArgument, {says}, [&] { settings_of(problem, more); });
}

TEST(ProblemCatalog, DefaultsTrainWithoutDivergingWhateverTheSeed) {
  for (const auto* name : {"diagonal-network", "relu-1d", "two-layer-teacher", "three-layer-teacher"}) {
    for (const auto* seed : {"0", "1", "2", "3"}) {
      const auto settings = settings_of(name, {{"seed", seed}});
      Trainee trainee(settings, make_problem(settings, {}));
      const double start = trainee.problem.train_score().loss;
      TrainingObserver nobody;
      train(trainee.objective, trainee.sgd,
            StepSizeSchedule(settings.schedule_options(trainee.problem.steps_per_epoch())),
            {.epochs = settings.epochs, .steps = settings.steps}, nobody);
      EXPECT_LT(trainee.problem.train_score().loss, start) << name << " " << seed;
    }
  }
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
  const auto problem =
      make_problem(settings_of("svm", {{"csv", file.string()}, {"target", "y"}, {"validation-size", "2"}}), {});
  EXPECT_EQ(problem->terms(), 3);
  problem->parameters()[0].second.detach().fill_(-1.0);  // y = 5, the larger, is +1 and where x < 0
  EXPECT_EQ(problem->train_score().error, 0.0);
  EXPECT_EQ(problem->test_score().error, 0.0);
  const auto expect_two = [&](const std::string& rows, const std::string& says) {
    write_file_atomically(file, "x,y\n" + rows);
    expect_error(ErrorKind::kData, {says}, [&] {
      make_problem(settings_of("svm", {{"csv", file.string()}, {"target", "y"}}), {});
    });
  };
  expect_two("1,0\n-1,5\n2,7\n", "column y holds 0, 5 and 7, but two classes have two values");
  expect_two("1,1\n-1,1\n", "column y holds only the value 1, but two classes need two");
}

TEST(ProblemCatalog, DrawsTheRowsHeldOutOfATableThatIsSortedByItsTarget) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "sorted.csv";
  std::string rows = "x,y\n";
  for (int i = 0; i < 100; ++i) rows += fmt::format("{0},{0}\n", i);
  write_file_atomically(file, rows);
  // With w = 0 a mean squared residual is that of the targets.
  const auto losses = [&](const std::string& seed, const std::string& held_out) {
    const auto problem = make_problem(
        settings_of("least-squares",
                    {{"csv", file.string()}, {"target", "y"}, {"validation-size", held_out}, {"seed", seed}}),
        {});
    problem->parameters()[0].second.detach().zero_();
    return std::pair(problem->train_score().loss, held_out == "0" ? 0.0 : problem->test_score().loss);
  };
  const auto [train, test] = losses("0", "50");
  EXPECT_NEAR(train / test, 1.0, 0.5) << "the last 50 rows would have seven times the loss of the first";
  EXPECT_EQ(losses("0", "50"), std::pair(train, test));
  EXPECT_NE(losses("1", "50").first, train);
  EXPECT_NEAR(train + test, 2 * losses("0", "0").first, 1e-9);
}

TEST(ProblemCatalog, StartsFromNoWeightsOfAnotherProblemAndThenLeavesNothing) {
  const TemporaryDirectory directory;
  const SettingValues quiet{{"quiet", "true"}, {"epochs", "1"}};
  run_training(settings_of("svm", quiet), directory.path() / "svm", /*resume=*/false);
  auto settings = settings_of("diagonal-network", {{"quiet", "true"}, {"steps", "10"}});
  settings.start_from = (directory.path() / "svm" / "checkpoints" / "last.pt").string();
  expect_error(ErrorKind::kData, {"start-from names", "has no u, so it is not one of this problem"},
               [&] { run_training(settings, directory.path() / "other", /*resume=*/false); });
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "other"));
}

TEST(ProblemCatalog, TakesAProblemOfTheCallersAndTrainsItByName) {
  /// f_i(w) = (w - i)^2 / 2 for i = 0, 1, 2.
  class Numbers final : public Problem {
   public:
    using Problem::Problem;
    at::Tensor loss(const Batch& batch) override {
      return (w_ - static_cast<const at::Tensor&>(batch.indices).to(at::kDouble)).square().mean() / 2;
    }
    std::vector<NamedTensor> parameters() const override { return {{"w", w_}}; }

   private:
    at::Tensor w_ = torch::zeros({1}, torch::kDouble).requires_grad_(true);
  };
  const auto make = [](const Settings& settings, const ProblemContext&) -> std::unique_ptr<Problem> {
    return std::make_unique<Numbers>(3, settings.sampling_options());
  };
  register_problem({.settings = {.name = "numbers",
                                 .defaults = {{"method", "gd"},
                                              {"epochs", "1"},
                                              {"device", "cpu"},
                                              {"momentum", "0"},
                                              {"weight-decay", "0"},
                                              {"schedule", "constant"},
                                              {"step-size", "1"},
                                              {"augment", "false"},
                                              {"precision", "fp32"}},
                                 .scopes = {SettingScope::kSmall}},
                    .description = "the mean of three numbers",
                    .make = make});
  const TemporaryDirectory directory;
  auto settings = settings_of("numbers", {{"quiet", "true"}, {"threads", "1"}});
  run_training(settings, directory.path() / "run", /*resume=*/false);
  const auto metrics = read_file(directory.path() / "run" / "metrics.csv");
  EXPECT_THAT(metrics, testing::ContainsRegex("\n1,1,0.3333333333333333,"));  // at w = 1, half the variance of 0, 1, 2
  expect_error(ErrorKind::kInvalidArgument, {"there is a problem \"numbers\" already"},
               [&] { register_problem({.settings = {.name = "numbers"}, .description = "", .make = make}); });
  expect_error(ErrorKind::kInvalidArgument, {"there is no setting \"step-sze\"; did you mean step-size?"}, [&] {
    register_problem({.settings = {.name = "other", .defaults = {{"step-sze", "1"}}}, .description = "", .make = make});
  });
  expect_error(ErrorKind::kInvalidArgument, {"problem \"other\" has no function"},
               [&] { register_problem({.settings = {.name = "other"}, .description = "", .make = nullptr}); });
}

}  // namespace
}  // namespace largestep
