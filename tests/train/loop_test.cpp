#include "train/loop.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "small_problems/least_squares.h"

namespace largestep {
namespace {

struct Data {
  at::Tensor a;
  at::Tensor b;
};

Data random_data() {
  torch::manual_seed(7);
  return {torch::randn({60, 5}, torch::kDouble), torch::randn({60}, torch::kDouble)};
}

StepSizeSchedule points(double epochs, std::vector<std::pair<double, double>> points) {
  return StepSizeSchedule({.schedule = "points", .epochs = epochs, .points = std::move(points)});
}

at::Tensor weights(const FiniteSum& problem) { return problem.parameters().front().second.detach(); }

TEST(Train, FullBatchDescentReachesTheNormalEquations) {
  const auto [a, b] = random_data();
  LeastSquares problem(a, b, {.batch_size = 60});
  Sgd sgd(problem.parameters(), {});
  TrainingObserver nobody;
  train(problem, sgd, points(500, {{0, 0.1}}), {.epochs = 500}, nobody);
  const auto exact = std::get<0>(torch::linalg_lstsq(a, b.unsqueeze(1), c10::nullopt, c10::nullopt)).squeeze(1);
  EXPECT_LT((weights(problem) - exact).abs().max().item<double>(), 1e-10);
}

TEST(Train, EveryStepIsTheFormulaOfGradientDescent) {
  const auto [a, b] = random_data();
  const SamplingOptions sampling{.batch_size = 7, .seed = 5};
  LeastSquares problem(a, b, sampling);
  const auto schedule = points(3, {{0, 0.05}, {0.5, 0.01}});
  auto w = torch::zeros({5}, torch::kDouble);
  for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
    for (const Batch& batch : problem.epoch({.epoch = epoch})) {
      const auto rows = a.index_select(0, batch.indices);
      const auto gradient = 2.0 / 7 * rows.t().mv(rows.mv(w) - b.index_select(0, batch.indices));
      w = w - schedule.at(batch.elapsed_epochs) * gradient;
    }
  }
  Sgd sgd(problem.parameters(), {});
  TrainingObserver nobody;
  const auto end = train(problem, sgd, schedule, {.epochs = 3}, nobody);
  EXPECT_EQ(end.step, 3 * (60 / 7));
  EXPECT_EQ(end.epoch, 3);
  EXPECT_LT((weights(problem) - w).abs().max().item<double>(), 1e-14);
}

/// Stops after a given number of steps and counts what it is told.
class StopAfter final : public TrainingObserver {
 public:
  explicit StopAfter(std::int64_t steps) : steps_(steps) {}
  Verdict on_step(const StepEvent& event) override {
    ++seen;
    return event.at.step >= steps_ ? Verdict::kStop : Verdict::kContinue;
  }
  void on_epoch_end(const Progress&) override { ++epochs; }
  void on_end(const Progress&) override { ++ends; }
  int seen = 0;
  int epochs = 0;
  int ends = 0;

 private:
  std::int64_t steps_;
};

TEST(Train, StoppedAnywhereAndContinuedEndsBitForBitTheSame) {
  const auto [a, b] = random_data();
  const auto schedule = points(3, {{0, 0.05}, {0.5, 0.01}});
  const auto run = [&, inputs = a, targets = b](std::int64_t stop_after) {
    LeastSquares problem(inputs, targets, {.batch_size = 7, .seed = 5});
    Sgd sgd(problem.parameters(), {.momentum = 0.9});
    StopAfter stop(stop_after);
    const auto at = train(problem, sgd, schedule, {.epochs = 3}, stop);
    TrainingObserver nobody;
    train(problem, sgd, schedule, {.epochs = 3}, nobody, at);
    return weights(problem).clone();
  };
  const auto whole = run(1000);
  for (const std::int64_t stop_after : {1, 7, 8, 9, 16, 23, 24}) EXPECT_TRUE(torch::equal(run(stop_after), whole));
}

TEST(Train, TakesAsManyStepsAsAskedForAndGoesOnFromThere) {
  const auto [a, b] = random_data();
  LeastSquares problem(a, b, {.batch_size = 7, .seed = 5});
  Sgd sgd(problem.parameters(), {});
  StopAfter watcher(1000);
  const auto end = train(problem, sgd, points(3, {{0, 0.05}}), {.steps = 19}, watcher);
  EXPECT_EQ(end.step, 19);
  EXPECT_EQ(end.epoch, 2);
  EXPECT_EQ(end.step_in_epoch, 3);
  EXPECT_EQ(train(problem, sgd, points(3, {{0, 0.05}}), {.steps = 19}, watcher, end).step, 19);
  EXPECT_EQ(watcher.seen, 19);
}

TEST(Train, TellsTheObserverOfEveryStepEpochAndTheEnd) {
  const auto [a, b] = random_data();
  LeastSquares problem(a, b, {.batch_size = 30});
  Sgd sgd(problem.parameters(), {});
  StopAfter watcher(5);
  const auto end = train(problem, sgd, points(10, {{0, 0.01}}), {.epochs = 10}, watcher);
  EXPECT_EQ(end.step, 5);
  EXPECT_EQ(end.epoch, 2);
  EXPECT_EQ(end.step_in_epoch, 1);
  EXPECT_EQ(watcher.seen, 5);
  EXPECT_EQ(watcher.epochs, 2);
  EXPECT_EQ(watcher.ends, 1);
}

}  // namespace
}  // namespace largestep
