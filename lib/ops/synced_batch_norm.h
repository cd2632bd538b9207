#pragma once

#include <torch/nn/modules/batchnorm.h>

namespace largestep {

class Ranks;

/// While it lives, BatchNorm in training mode on this thread takes its statistics over the images of all ranks, forward
/// and backward, so that several processes compute what one would on all their images together.
class SyncedBatchNormScope {
 public:
  /// @param ranks  must outlive backward; nullptr: statistics of this process alone
  explicit SyncedBatchNormScope(Ranks* ranks);
  ~SyncedBatchNormScope();
  SyncedBatchNormScope(const SyncedBatchNormScope&) = delete;
  SyncedBatchNormScope& operator=(const SyncedBatchNormScope&) = delete;

  /// The ranks of the scope this thread is in, nullptr outside.
  static Ranks* ranks();

 private:
  Ranks* previous_;
};

/// BatchNorm in training mode over the images of all ranks, by LibTorch's operations: torch.nn.SyncBatchNorm's
/// definition, in float64 for float64, else in float32 with sums in float64. Each rank's gradient is that of the sum of
/// all ranks' losses.
/// @param x  [N, C, H, W], this rank's images.  @return of x's shape and type
at::Tensor synced_batch_norm(torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x, Ranks& ranks);

}  // namespace largestep
