#include "records/evaluator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "files/atomic_file.h"
#include "records/measure_recorder.h"
#include "records/weight_recorder.h"
#include "small_problems/relu_network.h"
#include "small_problems/synthetic_data.h"
#include "temporary_directory.h"
#include "train/loop.h"

namespace largestep {
namespace {

/// 10 steps on the one-dimensional regression, evaluated and recorded, from where a run stopped.
void train_ten_steps(const std::filesystem::path& directory, std::int64_t resume_from_step) {
  ReluNetwork problem(one_dimensional_start(8, 1), one_dimensional_data(), {.batch_size = 1, .seed = 1},
                      {.curve_inputs = torch::zeros({2, 1}, torch::kDouble)});
  Evaluator evaluator(problem, nullptr, directory, {.cadence = {.every = 4, .last_step = 10}}, resume_from_step);
  MeasureRecorder measures(problem, directory, {.cadence = {.every = 5, .last_step = 10}}, resume_from_step);
  WeightRecorder weights(problem, directory, {.every = 10, .last_step = 10}, resume_from_step);
  ObserverChain chain;
  chain.add(evaluator);
  chain.add(measures);
  chain.add(weights);
  Sgd sgd(problem.parameters(), {});
  train(problem, sgd, StepSizeSchedule({.step_size = 1e-4}), {.steps = 10}, chain);
}

std::vector<std::string> first_cells(const std::string& text) {
  std::vector<std::string> cells;
  for (std::size_t from = 0; from < text.size(); from = text.find('\n', from) + 1) {
    cells.push_back(text.substr(from, text.find(',', from) - from));
  }
  return cells;
}

TEST(Evaluator, WritesTheFilesOfARunAtTheirStepsAndTheEnd) {
  const TemporaryDirectory directory;
  train_ten_steps(directory.path(), -1);
  const auto file = [&](const char* name) { return read_file(directory.path() / name); };
  EXPECT_THAT(first_cells(file("metrics.csv")), testing::ElementsAre("step", "0", "4", "8", "10"));
  EXPECT_THAT(file("metrics.csv"), testing::ContainsRegex("\n0,0,[0-9.]+,,[0-9.]+,,,"));  // no step, no step size
  EXPECT_THAT(file("sparsity.csv"), testing::HasSubstr("\n4,0.3333333333333333,probe,hidden1,8,12,"));
  EXPECT_THAT(first_cells(file("measures.csv")), testing::ElementsAre("step", "5", "5", "5", "10", "10", "10"));
  EXPECT_THAT(file("measures.csv"), testing::HasSubstr(",relu,,sign_distance,"));
  const auto weights = file("weights.csv");
  EXPECT_EQ(std::count(weights.begin(), weights.end(), '\n'), 1 + 2 * 24);  // 8 + 8 + 8 parameters, at 0 and 10
  EXPECT_THAT(first_cells(file("curve.csv")), testing::ElementsAre("step", "0", "0", "10", "10"));
}

TEST(Evaluator, DropsRowsBeyondTheStepThatARunIsResumedFrom) {
  const TemporaryDirectory directory;
  train_ten_steps(directory.path(), -1);
  const auto whole = read_file(directory.path() / "metrics.csv");
  train_ten_steps(directory.path(), 0);
  const auto again = read_file(directory.path() / "metrics.csv");
  EXPECT_EQ(first_cells(again), first_cells(whole));  // the evaluation of the start stays and is not made again
}

TEST(Evaluator, MeasuresOfALostPastGoEvenIfNoMoreAreMade) {
  const TemporaryDirectory directory;
  train_ten_steps(directory.path(), -1);
  ReluNetwork problem(one_dimensional_start(8, 1), one_dimensional_data(), {.batch_size = 1, .seed = 1}, {});
  const MeasureRecorder measures(problem, directory.path(), {.cadence = {}}, /*resume_from_step=*/5);
  EXPECT_THAT(first_cells(read_file(directory.path() / "measures.csv")), testing::ElementsAre("step", "5", "5", "5"));
}

TEST(Evaluator, DistinctUnitsAreJudgedOnRowsOfUnitLength) {
  // Unit 2 is unit 1 times the length of the row: raw, they differ; scaled, they are the same unit.
  class Features final : public Problem {
   public:
    Features() : Problem(3, {.batch_size = 1}) {}
    at::Tensor loss(const Batch&) override { return torch::zeros({}); }
    std::vector<NamedTensor> parameters() const override { return {}; }
    std::vector<LayerFeatures> features() override {
      const auto base = torch::tensor({{1.0, 2.0, 0.0}, {0.5, 1.0, 3.0}, {2.0, 4.0, 1.0}}, torch::kDouble);
      return {{"hidden1", base * torch::tensor({1.0, 100.0, 3.0}, torch::kDouble).unsqueeze(1)}};
    }
  } problem;
  const auto evaluation = problem.evaluate({});
  ASSERT_EQ(evaluation->blocks.size(), 1u);
  EXPECT_DOUBLE_EQ(evaluation->layers[0].active_fraction, 8.0 / 9);
  EXPECT_DOUBLE_EQ(evaluation->blocks[0].distinct_active_fraction, 5.0 / 9);
}

}  // namespace
}  // namespace largestep
