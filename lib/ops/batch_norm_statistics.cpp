#include "ops/batch_norm_statistics.h"

#include <algorithm>
#include <cmath>

#include "distributed/ranks.h"
#include "kernels/batch_norm/batch_norm.h"
#include "ops/channel_sums.h"
#include "ops/typed_data.h"

namespace largestep {
namespace {

template <typename T>
Moments moments_of(const at::Tensor& x) {
  const auto& kernels = kernels::batch_norm_kernels<T>();
  const PixelView view(x);
  // The first pixel is near enough to the mean to keep the digits of the variance.
  std::vector<float> shift(static_cast<std::size_t>(view.channels));
  std::transform(data<T>(x), data<T>(x) + view.channels, shift.begin(), [](T element) { return to_float(element); });
  const auto wide_shift = repeated(shift, view.fold);
  ChannelSums sums(view);
  for_blocks(view, [&](std::int64_t first, std::int64_t count, std::int64_t block) {
    kernels.add_moments({.x = data<T>(x) + first * view.width,
                         .pixels = count,
                         .channels = view.width,
                         .shift = wide_shift.data(),
                         .sum = sums.first(block),
                         .square_sum = sums.second(block)});
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

bool is_plain(const at::Tensor& tensor) {
  return tensor.defined() && tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous();
}

/// Counts one more. Without an operation, unless Module::to() has made the count something else than int64.
double counted_batches(at::Tensor& count) {
  if (count.is_cpu() && count.scalar_type() == at::kLong) {
    return static_cast<double>(++*count.data_ptr<std::int64_t>());
  }
  count += 1;
  return count.item<double>();
}

std::vector<double> values(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), tensor.data_ptr<float>() + tensor.numel()};
}

}  // namespace

Moments batch_moments(const at::Tensor& x) {
  return with_element_type(x, [&]<typename T>(T) { return moments_of<T>(x); });
}

Moments running_moments(const torch::nn::BatchNorm2dImpl& norm) {
  return {values(norm.running_mean), values(norm.running_var)};
}

void update_running(torch::nn::BatchNorm2dImpl& norm, const Moments& moments, std::int64_t entries) {
  const double momentum = norm.options.momentum().value_or(1.0 / counted_batches(norm.num_batches_tracked));
  const auto n = static_cast<double>(entries);
  const auto take_in = [&](const at::Tensor& running, const std::vector<double>& of_batch, double factor) {
    auto* to = running.data_ptr<float>();
    for (std::size_t c = 0; c < of_batch.size(); ++c) {
      to[c] = static_cast<float>((1.0 - momentum) * static_cast<double>(to[c]) + momentum * factor * of_batch[c]);
    }
  };
  take_in(norm.running_mean, moments.mean, 1.0);
  take_in(norm.running_var, moments.variance, n / (n - 1.0));
}

std::int64_t combine(Ranks& ranks, std::int64_t entries, Moments& moments) {
  const auto here = static_cast<double>(entries);
  std::vector<double> sums{here};
  for (const auto mean : moments.mean) sums.push_back(here * mean);
  for (std::size_t c = 0; c < moments.mean.size(); ++c) {
    sums.push_back(here * (moments.variance[c] + moments.mean[c] * moments.mean[c]));
  }
  ranks.all_reduce(sums);
  const auto channels = moments.mean.size();
  for (std::size_t c = 0; c < channels; ++c) {
    moments.mean[c] = sums[1 + c] / sums[0];
    moments.variance[c] = std::max(sums[1 + channels + c] / sums[0] - moments.mean[c] * moments.mean[c], 0.0);
  }
  return static_cast<std::int64_t>(sums[0]);
}

bool has_plain_statistics(const torch::nn::BatchNorm2dImpl& norm) {
  return is_plain(norm.weight) && is_plain(norm.bias) && is_plain(norm.running_mean) && is_plain(norm.running_var);
}

Affine::Affine(const Moments& moments, const torch::nn::BatchNorm2dImpl& norm)
    : rows_(at::empty({4, norm.weight.numel()}, at::dtype(at::kFloat))) {
  const auto count = channels();
  const auto* weight = norm.weight.data_ptr<float>();
  const auto* bias = norm.bias.data_ptr<float>();
  auto* rows = rows_.data_ptr<float>();
  for (std::int64_t c = 0; c < count; ++c) {
    const double mean = moments.mean[static_cast<std::size_t>(c)];
    const double inverse = 1.0 / std::sqrt(moments.variance[static_cast<std::size_t>(c)] + norm.options.eps());
    const double scale = inverse * static_cast<double>(weight[c]);
    rows[c] = static_cast<float>(mean);
    rows[count + c] = static_cast<float>(inverse);
    rows[2 * count + c] = static_cast<float>(scale);
    rows[3 * count + c] = static_cast<float>(static_cast<double>(bias[c]) - mean * scale);
  }
}

}  // namespace largestep
