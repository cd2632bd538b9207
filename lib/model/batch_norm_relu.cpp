#include "model/batch_norm_relu.h"

#include <torch/csrc/autograd/custom_function.h>

#include <vector>

#include "core/error.h"
#include "distributed/ranks.h"
#include "kernels/batch_norm.h"
#include "kernels/bfloat16.h"
#include "kernels/own_kernels.h"
#include "model/channel_sums.h"
#include "model/synced_batch_norm.h"

namespace largestep {
namespace {

using kernels::BatchNormPasses;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

template <typename T>
const T* data(const at::Tensor& tensor) {
  return static_cast<const T*>(tensor.data_ptr());
}
template <typename T>
T* mutable_data(const at::Tensor& tensor) {
  return static_cast<T*>(tensor.data_ptr());
}

/// Calls body with the kernels for the tensor's type.
template <typename Body>
auto with_passes(const at::Tensor& x, const Body& body) {
  if (x.scalar_type() == at::kFloat) return body(kernels::batch_norm_passes<float>());
  return body(kernels::batch_norm_passes<kernels::BFloat16>());
}

std::vector<float> float_values(const at::Tensor& tensor) {
  const auto values = tensor.detach().to(at::kFloat).contiguous();
  return {values.data_ptr<float>(), values.data_ptr<float>() + values.numel()};
}

at::Tensor float_tensor(const std::vector<double>& values) { return at::tensor(values, at::dtype(at::kFloat)); }

/// Mean and biased variance of each channel over the batch, float64.
struct Moments {
  std::vector<double> mean;
  std::vector<double> variance;
};

template <typename T>
Moments moments(const BatchNormPasses<T>& passes, const at::Tensor& x) {
  const PixelView view(x);
  const auto shift = float_values(x.permute({0, 2, 3, 1}).reshape({-1, view.channels})[0]);
  const auto wide_shift = repeated(shift, view.fold);
  ChannelSums sums(view);
  for_blocks(view, [&](std::int64_t first, std::int64_t count, std::int64_t block) {
    passes.add_moments(data<T>(x) + first * view.width, count, view.width, wide_shift.data(), sums.first(block),
                       sums.second(block));
  });
  auto [mean, variance] = sums.totals();
  const auto entries = static_cast<double>(view.pixels * view.fold);
  for (std::size_t c = 0; c < mean.size(); ++c) {
    const double from_shift = mean[c] / entries;
    variance[c] = std::max(variance[c] / entries - from_shift * from_shift, 0.0);
    mean[c] = from_shift + static_cast<double>(shift[c]);
  }
  return {std::move(mean), std::move(variance)};
}

/// Makes moments of this rank's entries those of all ranks' together. @return how many entries these are
std::int64_t combine(Ranks& ranks, std::int64_t entries, Moments& moments) {
  const auto here = static_cast<double>(entries);
  std::vector<double> sums{here};
  for (const auto mean : moments.mean) sums.push_back(here * mean);
  for (std::size_t c = 0; c < moments.mean.size(); ++c) {
    sums.push_back(here * (moments.variance[c] + moments.mean[c] * moments.mean[c]));
  }
  ranks.sum(sums);
  const auto channels = moments.mean.size();
  for (std::size_t c = 0; c < channels; ++c) {
    moments.mean[c] = sums[1 + c] / sums[0];
    moments.variance[c] = std::max(sums[1 + channels + c] / sums[0] - moments.mean[c] * moments.mean[c], 0.0);
  }
  return static_cast<std::int64_t>(sums[0]);
}

/// What BatchNorm comes to per channel: scale x + offset.
struct Affine {
  std::vector<float> mean;
  std::vector<float> inverse_deviation;
  std::vector<float> scale;
  std::vector<float> offset;
};

Affine affine(const Moments& moments, const at::Tensor& weight, const at::Tensor& bias, double epsilon) {
  const auto weights = float_values(weight);
  const auto biases = float_values(bias);
  Affine result;
  for (std::size_t c = 0; c < weights.size(); ++c) {
    const double inverse = 1.0 / std::sqrt(moments.variance[c] + epsilon);
    const double scale = inverse * static_cast<double>(weights[c]);
    result.mean.push_back(static_cast<float>(moments.mean[c]));
    result.inverse_deviation.push_back(static_cast<float>(inverse));
    result.scale.push_back(static_cast<float>(scale));
    result.offset.push_back(static_cast<float>(static_cast<double>(biases[c]) - moments.mean[c] * scale));
  }
  return result;
}

template <typename T>
at::Tensor normalise(const BatchNormPasses<T>& passes, const at::Tensor& x, const at::Tensor& residual,
                     const Affine& affine, bool relu) {
  const PixelView view(x);
  auto y = at::empty_like(x);
  const auto scale = repeated(affine.scale, view.fold);
  const auto offset = repeated(affine.offset, view.fold);
  for_blocks(view, [&](std::int64_t first, std::int64_t count, std::int64_t) {
    const auto at = first * view.width;
    passes.normalise(data<T>(x) + at, residual.defined() ? data<T>(residual) + at : nullptr, count, view.width,
                     scale.data(), offset.data(), relu, mutable_data<T>(y) + at);
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
    ranks.sum(sums);
    entries = sums.front();
    std::copy_n(sums.begin() + 1, d.size(), d.begin());
    std::copy_n(sums.begin() + 1 + static_cast<std::ptrdiff_t>(d.size()), d.size(), d_centred.begin());
  }
};

/// @param y      the output where there was a residual under a ReLU, else undefined
/// @param ranks  whose entries the statistics were taken over, nullptr for this process alone. The gradients of weight
///               and bias are this rank's part either way.
template <typename T>
Gradients backward(const BatchNormPasses<T>& passes, const at::Tensor& g, const at::Tensor& x, const at::Tensor& y,
                   const Affine& affine, bool relu, Ranks* ranks) {
  const PixelView view(x);
  const auto scale = repeated(affine.scale, view.fold);
  const auto offset = repeated(affine.offset, view.fold);
  const auto mean = repeated(affine.mean, view.fold);
  const bool masked_by_output = y.defined();
  const auto d = masked_by_output ? at::empty_like(x) : g;
  ChannelSums sums(view);
  for_blocks(view, [&](std::int64_t first, std::int64_t count, std::int64_t block) {
    const auto at = first * view.width;
    passes.add_gradient_sums(data<T>(g) + at, data<T>(x) + at, masked_by_output ? data<T>(y) + at : nullptr, count,
                             view.width, scale.data(), offset.data(), mean.data(), relu, sums.first(block),
                             sums.second(block), masked_by_output ? mutable_data<T>(d) + at : nullptr);
  });
  const auto totals = sums.totals();

  // dx = scale (d - mean(d) - xhat mean(d xhat)), xhat = (x - mean) / deviation
  GradientSums all{totals.first, totals.second, static_cast<double>(view.pixels * view.fold)};
  if (ranks != nullptr) all.combine(*ranks);
  std::vector<float> slope;
  std::vector<float> constant;
  std::vector<double> weight_gradient;
  for (std::size_t c = 0; c < totals.first.size(); ++c) {
    const auto inverse = static_cast<double>(affine.inverse_deviation[c]);
    weight_gradient.push_back(totals.second[c] * inverse);
    slope.push_back(
        static_cast<float>(-static_cast<double>(affine.scale[c]) * inverse * inverse * all.d_centred[c] / all.entries));
    constant.push_back(static_cast<float>(-static_cast<double>(affine.scale[c]) * all.d[c] / all.entries));
  }
  const auto wide_slope = repeated(slope, view.fold);
  const auto wide_constant = repeated(constant, view.fold);
  auto dx = at::empty_like(x);
  for_blocks(view, [&](std::int64_t first, std::int64_t count, std::int64_t) {
    const auto at = first * view.width;
    passes.input_gradient(data<T>(d) + at, data<T>(x) + at, count, view.width, scale.data(), offset.data(), mean.data(),
                          relu && !masked_by_output, scale.data(), wide_slope.data(), wide_constant.data(),
                          mutable_data<T>(dx) + at);
  });
  return {dx, d, float_tensor(weight_gradient), float_tensor(totals.first)};
}

class FusedBatchNorm final : public torch::autograd::Function<FusedBatchNorm> {
 public:
  /// @param statistics  [4, C] the rows of Affine
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const c10::optional<at::Tensor>& residual,
                            const at::Tensor& weight, const at::Tensor& bias, const Affine& affine, bool relu,
                            Ranks* ranks) {
    const auto added = residual.value_or(at::Tensor());
    auto y = with_passes(x, [&](const auto& passes) { return normalise(passes, x, added, affine, relu); });
    const bool masked_by_output = relu && added.defined();
    ctx->save_for_backward({x, masked_by_output ? y : at::Tensor()});
    ctx->saved_data["relu"] = relu;
    ctx->saved_data["residual"] = added.defined();
    ctx->saved_data["affine"] = pack(affine);
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
    const auto affine = unpack(ctx->saved_data["affine"].toTensor());
    const bool relu = ctx->saved_data["relu"].toBool();
    auto* ranks = reinterpret_cast<Ranks*>(static_cast<std::intptr_t>(ctx->saved_data["ranks"].toInt()));
    const auto result = with_passes(
        x, [&](const auto& passes) { return largestep::backward(passes, g, x, saved[1], affine, relu, ranks); });
    const bool has_residual = ctx->saved_data["residual"].toBool();
    return {result.x, has_residual ? result.residual : at::Tensor(), result.weight, result.bias, {}, {}, {}};
  }

 private:
  static at::Tensor pack(const Affine& affine) {
    return at::stack({at::tensor(affine.mean), at::tensor(affine.inverse_deviation), at::tensor(affine.scale),
                      at::tensor(affine.offset)});
  }
  static Affine unpack(const at::Tensor& packed) {
    return {float_values(packed[0]), float_values(packed[1]), float_values(packed[2]), float_values(packed[3])};
  }
};

/// Takes the batch's moments into the running ones, as torch.nn.BatchNorm2d does: the variance unbiased.
void update_running(torch::nn::BatchNorm2dImpl& norm, const Moments& moments, std::int64_t entries) {
  const torch::NoGradGuard no_grad;
  norm.num_batches_tracked += 1;
  const double momentum =
      norm.options.momentum().value_or(1.0 / static_cast<double>(norm.num_batches_tracked.item<std::int64_t>()));
  const auto n = static_cast<double>(entries);
  norm.running_mean.mul_(1.0 - momentum).add_(float_tensor(moments.mean), momentum);
  norm.running_var.mul_(1.0 - momentum).add_(float_tensor(moments.variance), momentum * n / (n - 1.0));
}

Moments running(const torch::nn::BatchNorm2dImpl& norm) {
  const auto values = [](const at::Tensor& tensor) {
    const auto single = float_values(tensor);
    return std::vector<double>(single.begin(), single.end());
  };
  return {values(norm.running_mean), values(norm.running_var)};
}

bool ours(const torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x) {
  const bool fits = x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16) && x.numel() > 0;
  return own_kernels() && fits && (norm.is_training() || !c10::GradMode::is_enabled()) &&
         norm.weight.scalar_type() == at::kFloat;
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
    statistics = with_passes(input, [&](const auto& passes) { return moments(passes, input); });
    if (ranks != nullptr) entries = combine(*ranks, entries, statistics);
    update_running(norm, statistics, entries);
  } else {
    statistics = running(norm);
  }
  const auto transform = affine(statistics, norm.weight, norm.bias, norm.options.eps());
  return FusedBatchNorm::apply(input, added, norm.weight, norm.bias, transform, relu, ranks);
}

}  // namespace largestep
