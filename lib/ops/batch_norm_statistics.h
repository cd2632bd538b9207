#pragma once

#include <torch/nn/modules/batchnorm.h>

#include <span>
#include <vector>

namespace largestep {

class Ranks;

/// Mean and biased variance of each channel over a batch, float64.
struct Moments {
  std::vector<double> mean;
  std::vector<double> variance;
};

/// @param x  [N, C, H, W] float32 or bfloat16 on the CPU, channels-last
Moments batch_moments(const at::Tensor& x);

/// Those of the running statistics.
Moments running_moments(const torch::nn::BatchNorm2dImpl& norm);

/// Takes the moments of a batch of so many entries per channel into the running ones, as torch.nn.BatchNorm2d does: the
/// variance unbiased.
void update_running(torch::nn::BatchNorm2dImpl& norm, const Moments& moments, std::int64_t entries);

/// Makes moments of this rank's entries those of all ranks' together. @return how many entries these are
std::int64_t combine(Ranks& ranks, std::int64_t entries, Moments& moments);

/// Whether the functions above and Affine can read and write a module's parameters and statistics in place: float32 on
/// the CPU.
bool has_plain_statistics(const torch::nn::BatchNorm2dImpl& norm);

/// What BatchNorm comes to per channel: scale x + offset, where scale = weight / deviation and
/// offset = bias - mean scale.
class Affine {
 public:
  Affine(const Moments& moments, const torch::nn::BatchNorm2dImpl& norm);

  /// One that stored() gave.
  explicit Affine(at::Tensor rows) : rows_(std::move(rows)) {}
  /// float32 [4, C]
  const at::Tensor& stored() const { return rows_; }

  std::int64_t channels() const { return rows_.size(1); }
  std::span<const float> mean() const { return row(0); }
  std::span<const float> inverse_deviation() const { return row(1); }
  std::span<const float> scale() const { return row(2); }
  std::span<const float> offset() const { return row(3); }

 private:
  std::span<const float> row(std::int64_t i) const {
    return {rows_.data_ptr<float>() + i * channels(), static_cast<std::size_t>(channels())};
  }
  at::Tensor rows_;
};

}  // namespace largestep
