#include "problems/data_parallel.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "kernels/own_kernels.h"
#include "model/networks/residual_block.h"
#include "ops/batch_norm_relu.h"
#include "rank_threads.h"

namespace largestep {
namespace {

constexpr std::int64_t kTerms = 96;
constexpr std::int64_t kBatch = 24;

/// A small network with BatchNorm on random images, in either precision.
class SmallNetwork final : public FiniteSum {
 public:
  explicit SmallNetwork(at::ScalarType type) : FiniteSum(kTerms, {.batch_size = kBatch, .seed = 3}) {
    const std::lock_guard lock(mutex());  // the generator is the process's
    torch::manual_seed(5);
    images_ = torch::randn({kTerms, 3, 6, 6}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
    labels_ = torch::randint(0, 4, {kTerms}, at::kLong);
    convolution_ = make_convolution(3, 8, 3, 1);
    norm_ = torch::nn::BatchNorm2d(8);
    linear_ = torch::nn::Linear(8, 4);
    for (auto* module : std::initializer_list<torch::nn::Module*>{convolution_.get(), norm_.get(), linear_.get()}) {
      module->to(type);
    }
  }

  at::Tensor loss(const Batch& batch) override {
    const auto x = images_.index_select(0, batch.indices);
    const auto y = batch_norm_relu(*norm_, convolution_(x));
    return torch::nn::functional::cross_entropy(linear_(y.mean({2, 3})), labels_.index_select(0, batch.indices));
  }
  std::vector<NamedTensor> parameters() const override {
    return {{"convolution", convolution_->weight},
            {"norm.weight", norm_->weight},
            {"norm.bias", norm_->bias},
            {"linear.weight", linear_->weight},
            {"linear.bias", linear_->bias}};
  }
  std::vector<NamedTensor> state() const override {
    auto all = FiniteSum::state();
    all.emplace_back("norm.running_mean", norm_->running_mean);
    all.emplace_back("norm.running_var", norm_->running_var);
    return all;
  }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  at::Tensor images_;
  at::Tensor labels_;
  torch::nn::Conv2d convolution_{nullptr};
  torch::nn::BatchNorm2d norm_{nullptr};
  torch::nn::Linear linear_{nullptr};
};

struct Trajectory {
  std::vector<double> losses;
  std::vector<at::Tensor> state;
};

Trajectory follow(FiniteSum& problem) {
  Trajectory trajectory;
  Sgd sgd(problem.parameters(), {.momentum = 0.9, .weight_decay = 1e-3});
  Progress at;
  for (; at.epoch < 5; ++at.epoch) {
    for (const Batch& batch : problem.epoch(at)) {
      trajectory.losses.push_back(problem.gradient(batch).value());
      sgd.step(0.05);
    }
  }
  for (const auto& [name, tensor] : problem.state()) trajectory.state.push_back(tensor.to(at::kDouble).clone());
  return trajectory;
}

/// Largest difference of losses and of weights and statistics.
double distance(const Trajectory& a, const Trajectory& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.losses.size(); ++i) largest = std::max(largest, std::abs(a.losses[i] - b.losses[i]));
  for (std::size_t i = 0; i < a.state.size(); ++i) {
    largest = std::max(largest, (a.state[i] - b.state[i]).abs().max().item<double>());
  }
  return largest;
}

double distance_from_one_process(int ranks_count, at::ScalarType type, const DataParallelOptions& options) {
  at::set_num_threads(1);
  SmallNetwork alone(type);
  const auto expected = follow(alone);
  std::vector<double> distances(static_cast<std::size_t>(ranks_count));
  as_ranks(ranks_count, [&](Ranks& ranks) {
    SmallNetwork part(type);
    DataParallel shared(part, ranks, options);
    distances[static_cast<std::size_t>(ranks.rank())] = distance(follow(shared), expected);
  });
  return *std::max_element(distances.begin(), distances.end());
}

// In float64 nothing grows: what is left is whether the gradient is that of the whole batch. Five ranks have unequal
// parts. 20 steps.
TEST(DataParallel, IsOneProcessOnTheWholeBatchWhenBatchNormIsSynced) {
  for (const int ranks : {2, 4, 5}) {
    EXPECT_LT(distance_from_one_process(ranks, at::kDouble, {.sync_batch_norm = true}), 1e-12) << ranks;
  }
}

TEST(DataParallel, IsAnotherNetworkWhenBatchNormIsNotSynced) {
  EXPECT_GT(distance_from_one_process(2, at::kDouble, {.sync_batch_norm = false}), 1e-3);
}

TEST(DataParallel, IsOneProcessUpToRoundingInFloat32WithOwnKernels) {
  ASSERT_TRUE(own_kernels());
  EXPECT_LT(distance_from_one_process(3, at::kFloat, {.sync_batch_norm = true}), 1e-5);
}

TEST(DataParallel, SumsTheSameInManyBucketsAsInOne) {
  EXPECT_LT(distance_from_one_process(2, at::kDouble, {.sync_batch_norm = true, .bucket_entries = 1}), 1e-12);
}

TEST(DataParallel, LossIsThatOfTheWholeBatch) {
  SmallNetwork alone(at::kDouble);
  const auto first = *alone.epoch({}).begin();
  const auto expected = alone.loss(first).item<double>();
  as_ranks(3, [&](Ranks& ranks) {
    SmallNetwork part(at::kDouble);
    DataParallel shared(part, ranks, {.sync_batch_norm = true});
    EXPECT_NEAR(shared.loss(first).item<double>(), expected, 1e-13);
  });
}

TEST(DataParallel, StopsWhereverOneRankWantsTo) {
  as_ranks(2, [](Ranks& ranks) {
    SmallNetwork part(at::kDouble);
    int steps = 0;
    DataParallel shared(part, ranks, {.wants_to_stop = [&] { return ranks.rank() == 1 && steps == 2; }});
    for (const Batch& batch : shared.epoch({})) {
      shared.gradient(batch);
      EXPECT_EQ(shared.stop_is_agreed(), steps >= 2);
      ++steps;
    }
  });
}

TEST(DataParallel, RefusesMoreProcessesThanABatchHasTerms) {
  SmallNetwork alone(at::kDouble);
  const auto share = [](Ranks& ranks) {
    SmallNetwork part(at::kDouble);
    DataParallel shared(part, ranks, {});
  };
  expect_error(ErrorKind::kInvalidArgument, {"at least 25, the number of processes"}, [&] { as_ranks(25, share); });
}

TEST(GradientBuckets, SaysWhenAParameterHasNoGradient) {
  Ranks alone;
  const auto used = torch::ones({2}, at::requires_grad());
  const auto unused = torch::ones({3}, at::requires_grad());
  GradientBuckets buckets({{"unused", unused}, {"used", used}}, alone, /*bucket_entries=*/1, /*notes=*/1);
  EXPECT_EQ(buckets.buckets(), 2);
  buckets.begin(torch::zeros({1}));
  used.sum().backward();
  expect_error(ErrorKind::kInternal, {"a parameter of bucket"}, [&] { buckets.finish(); });
}

}  // namespace
}  // namespace largestep
