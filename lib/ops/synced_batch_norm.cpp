#include "ops/synced_batch_norm.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cstdint>
#include <utility>

#include "distributed/ranks.h"

namespace largestep {
namespace {

thread_local Ranks* synced_ranks = nullptr;

/// y = sum over the ranks of x. What all ranks' losses owe to x is the sum of what each owes to y.
class SumOverRanks final : public torch::autograd::Function<SumOverRanks> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* ctx, const at::Tensor& x, Ranks* ranks) {
    ctx->saved_data["ranks"] = static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(ranks));
    return sum(x, ranks);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx,
                                                 const torch::autograd::variable_list& gradients) {
    auto* ranks = reinterpret_cast<Ranks*>(static_cast<std::intptr_t>(ctx->saved_data["ranks"].toInt()));
    return {sum(gradients[0], ranks), {}};
  }

 private:
  static at::Tensor sum(const at::Tensor& x, Ranks* ranks) {
    auto y = x.detach().clone(at::MemoryFormat::Contiguous);
    ranks->all_reduce(y);
    return y;
  }
};

at::Tensor channel_sum(const at::Tensor& x, Ranks& ranks) {
  return SumOverRanks::apply(x.sum({0, 2, 3}, /*keepdim=*/true, at::kDouble), &ranks);
}

}  // namespace

SyncedBatchNormScope::SyncedBatchNormScope(Ranks* ranks) : previous_(std::exchange(synced_ranks, ranks)) {}
SyncedBatchNormScope::~SyncedBatchNormScope() { synced_ranks = previous_; }
Ranks* SyncedBatchNormScope::ranks() { return synced_ranks; }

at::Tensor synced_batch_norm(torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x, Ranks& ranks) {
  const auto wide = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
  std::vector<double> entries{static_cast<double>(x.numel() / x.size(1))};
  ranks.all_reduce(entries);
  const auto n = entries.front();
  const auto mean = channel_sum(wide, ranks) / n;
  const auto centred = wide - mean.to(wide.scalar_type());
  const auto variance = channel_sum(centred.square(), ranks) / n;
  {
    const torch::NoGradGuard no_grad;
    norm.num_batches_tracked += 1;
    // Only without a momentum is the count needed here; reading it waits for the device.
    const auto given = norm.options.momentum();
    const double momentum = given ? *given : 1.0 / static_cast<double>(norm.num_batches_tracked.item<std::int64_t>());
    norm.running_mean.mul_(1.0 - momentum).add_(mean.flatten(), momentum);
    norm.running_var.mul_(1.0 - momentum).add_(variance.flatten(), momentum * n / (n - 1.0));
  }
  const auto scale = norm.weight.view({1, -1, 1, 1}) * (variance + norm.options.eps()).rsqrt().to(wide.scalar_type());
  return (centred * scale + norm.bias.view({1, -1, 1, 1})).to(x.scalar_type());
}

}  // namespace largestep
