#include "ops/batch_norm_relu.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "distributed/ranks.h"
#include "kernels/batch_norm/batch_norm.h"
#include "kernels/own_kernels.h"
#include "ops/batch_norm_statistics.h"
#include "ops/channel_sums.h"
#include "ops/synced_batch_norm.h"
#include "ops/typed_data.h"

namespace largestep {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

at::Tensor float_tensor(const std::vector<double>& values) {
  auto tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::dtype(at::kFloat));
  std::transform(values.begin(), values.end(), tensor.data_ptr<float>(),
                 [](double value) { return static_cast<float>(value); });
  return tensor;
}

template <typename T>
at::Tensor normalise(const at::Tensor& x, const at::Tensor& residual, const Affine& affine, bool relu) {
  const auto& kernels = kernels::batch_norm_kernels<T>();
  const PixelView view(x);
  auto y = at::empty_like(x);
  const auto scale = repeated(affine.scale(), view.fold);
  const auto offset = repeated(affine.offset(), view.fold);
  for_blocks(view, [&](std::int64_t first, std::int64_t count, std::int64_t) {
    const auto at = first * view.width;
    kernels.normalise({.x = data<T>(x) + at,
                       .residual = residual.defined() ? data<T>(residual) + at : nullptr,
                       .pixels = count,
                       .channels = view.width,
                       .scale = scale.data(),
                       .offset = offset.data(),
                       .relu = relu,
                       .y = mutable_data<T>(y) + at});
  });
  return y;
}

struct Gradients {
  at::Tensor x;
  at::Tensor residual;
  at::Tensor weight;
  at::Tensor bias;
};

/// Sums of d and of d (x - mean) over all ranks' entries, of which there are `entries`.
struct GradientSums {
  std::vector<double> d;
  std::vector<double> d_centred;
  double entries = 0.0;

  void combine(Ranks& ranks) {
    std::vector<double> sums{entries};
    sums.insert(sums.end(), d.begin(), d.end());
    sums.insert(sums.end(), d_centred.begin(), d_centred.end());
    ranks.all_reduce(sums);
    entries = sums.front();
    std::copy_n(sums.begin() + 1, d.size(), d.begin());
    std::copy_n(sums.begin() + 1 + static_cast<std::ptrdiff_t>(d.size()), d.size(), d_centred.begin());
  }
};

/// @param y      the output where there was a residual under a ReLU, else undefined
/// @param ranks  whose entries the statistics were taken over, nullptr for this process alone. The gradients of weight
///               and bias are this rank's part either way.
template <typename T>
Gradients gradients_of(const at::Tensor& g, const at::Tensor& x, const at::Tensor& y, const Affine& affine, bool relu,
                       Ranks* ranks) {
  const auto& kernels = kernels::batch_norm_kernels<T>();
  const PixelView view(x);
  const auto scale = repeated(affine.scale(), view.fold);
  const auto offset = repeated(affine.offset(), view.fold);
  const auto mean = repeated(affine.mean(), view.fold);
  const bool masked_by_output = y.defined();
  const auto d = masked_by_output ? at::empty_like(x) : g;
  ChannelSums sums(view);
  for_blocks(view, [&](std::int64_t first, std::int64_t count, std::int64_t block) {
    const auto at = first * view.width;
    kernels.add_gradient_sums({.g = data<T>(g) + at,
                               .x = data<T>(x) + at,
                               .y = masked_by_output ? data<T>(y) + at : nullptr,
                               .pixels = count,
                               .channels = view.width,
                               .scale = scale.data(),
                               .offset = offset.data(),
                               .mean = mean.data(),
                               .relu = relu,
                               .sum = sums.first(block),
                               .product_sum = sums.second(block),
                               .d = masked_by_output ? mutable_data<T>(d) + at : nullptr});
  });
  const auto totals = sums.totals();

  // dx = scale (d - mean(d) - xhat mean(d xhat)), xhat = (x - mean) / deviation
  GradientSums all{totals.first, totals.second, static_cast<double>(view.pixels * view.fold)};
  if (ranks != nullptr) all.combine(*ranks);
  std::vector<float> slope;
  std::vector<float> constant;
  std::vector<double> weight_gradient;
  for (std::size_t c = 0; c < totals.first.size(); ++c) {
    const auto inverse = static_cast<double>(affine.inverse_deviation()[c]);
    const auto factor = static_cast<double>(affine.scale()[c]);
    weight_gradient.push_back(totals.second[c] * inverse);
    slope.push_back(static_cast<float>(-factor * inverse * inverse * all.d_centred[c] / all.entries));
    constant.push_back(static_cast<float>(-factor * all.d[c] / all.entries));
  }
  const auto wide_slope = repeated(slope, view.fold);
  const auto wide_constant = repeated(constant, view.fold);
  auto dx = at::empty_like(x);
  for_blocks(view, [&](std::int64_t first, std::int64_t count, std::int64_t) {
    const auto at = first * view.width;
    kernels.input_gradient({.g = data<T>(d) + at,
                            .x = data<T>(x) + at,
                            .pixels = count,
                            .channels = view.width,
                            .scale = scale.data(),
                            .offset = offset.data(),
                            .mean = mean.data(),
                            .relu = relu && !masked_by_output,
                            .a = scale.data(),
                            .b = wide_slope.data(),
                            .c0 = wide_constant.data(),
                            .dx = mutable_data<T>(dx) + at});
  });
  return {dx, d, float_tensor(weight_gradient), float_tensor(totals.first)};
}

class FusedBatchNorm final : public torch::autograd::Function<FusedBatchNorm> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const c10::optional<at::Tensor>& residual,
                            const at::Tensor& weight, const at::Tensor& bias, const Affine& affine, bool relu,
                            Ranks* ranks) {
    const auto added = residual.value_or(at::Tensor());
    auto y = with_element_type(x, [&]<typename T>(T) { return normalise<T>(x, added, affine, relu); });
    const bool masked_by_output = relu && added.defined();
    ctx->save_for_backward({x, masked_by_output ? y : at::Tensor()});
    ctx->saved_data["relu"] = relu;
    ctx->saved_data["residual"] = added.defined();
    ctx->saved_data["affine"] = affine.stored();
    ctx->saved_data["ranks"] = static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(ranks));
    (void)weight;
    (void)bias;
    return y;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    if (c10::GradMode::is_enabled()) {
      fail(ErrorKind::kInternal, "BatchNorm in training mode cannot be differentiated twice");
    }
    const auto saved = ctx->get_saved_variables();
    const auto& x = saved[0];
    const auto g = gradients[0].to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
    const Affine affine(ctx->saved_data["affine"].toTensor());
    const bool relu = ctx->saved_data["relu"].toBool();
    auto* ranks = reinterpret_cast<Ranks*>(static_cast<std::intptr_t>(ctx->saved_data["ranks"].toInt()));
    const auto result =
        with_element_type(x, [&]<typename T>(T) { return gradients_of<T>(g, x, saved[1], affine, relu, ranks); });
    const bool has_residual = ctx->saved_data["residual"].toBool();
    return {result.x, has_residual ? result.residual : at::Tensor(), result.weight, result.bias, {}, {}, {}};
  }
};

bool ours(const torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x) {
  const bool fits = x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16) && x.numel() > 0;
  return own_kernels() && fits && (norm.is_training() || !c10::GradMode::is_enabled()) && has_plain_statistics(norm);
}

}  // namespace

at::Tensor batch_norm_relu(torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x, const at::Tensor& residual,
                           bool relu) {
  auto* ranks = norm.is_training() ? SyncedBatchNormScope::ranks() : nullptr;
  if (!ours(norm, x)) {
    auto y = ranks == nullptr ? norm.forward(x) : synced_batch_norm(norm, x, *ranks);
    if (residual.defined()) y = y + residual;
    return relu ? y.relu_() : y;
  }
  const auto input = x.contiguous(at::MemoryFormat::ChannelsLast);
  c10::optional<at::Tensor> added;
  if (residual.defined()) added = residual.to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
  Moments statistics;
  if (norm.is_training()) {
    auto entries = x.numel() / x.size(1);
    if (entries < 2) fail(ErrorKind::kInvalidArgument, "BatchNorm needs more than one value per channel to train");
    statistics = batch_moments(input);
    if (ranks != nullptr) entries = combine(*ranks, entries, statistics);
    update_running(norm, statistics, entries);
  } else {
    statistics = running_moments(norm);
  }
  return FusedBatchNorm::apply(input, added, norm.weight, norm.bias, Affine(statistics, norm), relu, ranks);
}

}  // namespace largestep
