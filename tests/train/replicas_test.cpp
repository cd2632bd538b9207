#include "train/replicas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include "expect_error.h"
#include "rank_threads.h"

namespace largestep {
namespace {

/// One weight, and the running mean of a BatchNorm.
class WeightAndStatistic final : public FiniteSum {
 public:
  WeightAndStatistic(double w, double mean)
      : FiniteSum(1, {.batch_size = 1}), weight(torch::tensor({w})), statistic(torch::tensor({mean})) {}
  at::Tensor loss(const Batch&) override { return weight.sum(); }
  std::vector<NamedTensor> parameters() const override { return {{"weight", weight}}; }
  std::vector<NamedTensor> state() const override { return {{"weight", weight}, {"norm.running_mean", statistic}}; }

  at::Tensor weight;
  at::Tensor statistic;
};

TEST(Replicas, AverageStatisticsBeforeTheyAreLookedAtAndOnlyThen) {
  as_ranks(2, [](Ranks& ranks) {
    WeightAndStatistic problem(1.0, ranks.rank() == 0 ? 2.0 : 5.0);
    Replicas replicas(problem, ranks, [](std::int64_t step) { return step == 10; });
    replicas.on_step({.at = {.step = 9}, .loss = {}});
    EXPECT_EQ(problem.statistic.item<double>(), ranks.rank() == 0 ? 2.0 : 5.0);
    replicas.on_step({.at = {.step = 10}, .loss = {}});
    EXPECT_EQ(problem.statistic.item<double>(), 3.5);
    problem.statistic.fill_(ranks.rank());
    replicas.on_checkpoint({});
    EXPECT_EQ(problem.statistic.item<double>(), 0.5);
    EXPECT_EQ(problem.weight.item<double>(), 1.0);
  });
}

TEST(Replicas, AcceptEqualParametersWhateverTheStatistics) {
  as_ranks(3, [](Ranks& ranks) {
    WeightAndStatistic problem(1.0, ranks.rank());
    Replicas(problem, ranks, {}).on_epoch_end({.epoch = 1});
  });
}

TEST(Replicas, NameTheRanksWhoseParametersDiffer) {
  as_ranks(3, [](Ranks& ranks) {
    WeightAndStatistic problem(ranks.rank() == 2 ? 1.0000001 : 1.0, 0.0);
    Replicas replicas(problem, ranks, {});
    const auto why = expect_error(ErrorKind::kInternal, {"after epoch 4, the parameters of rank 2 (process "},
                                  [&] { replicas.on_epoch_end({.epoch = 4}); });
    EXPECT_THAT(why, testing::Not(testing::HasSubstr("rank 1")));
  });
}

}  // namespace
}  // namespace largestep
