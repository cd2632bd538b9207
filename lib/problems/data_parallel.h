#pragma once

#include <functional>
#include <memory>

#include "problems/finite_sum.h"
#include "problems/gradient_buckets.h"

namespace largestep {

struct DataParallelOptions {
  bool sync_batch_norm = false;                         ///< BatchNorm statistics over the batch of all ranks
  std::function<bool()> wants_to_stop = {};             ///< asked once a step, at each rank
  std::int64_t bucket_entries = std::int64_t{1} << 21;  ///< float32 gradients summed at once (8 MiB)
};

/// A finite sum whose batches several processes share: each computes a part of the batch, and the gradients are summed
/// over the ranks, so that every rank follows the gradient of the whole batch. With parts of n_r of B terms,
///   grad = sum_r (n_r / B) grad_r,   grad_r = the gradient of the mean over part r.
/// Batch size and step size mean the same with any number of processes. Every rank draws the same batches, since they
/// depend on (seed, epoch) only, and takes its part of each.
class DataParallel final : public FiniteSum {
 public:
  /// Both must outlive it. @throws Error{kInvalidArgument} if a batch has fewer terms than there are ranks
  DataParallel(FiniteSum& whole, Ranks& ranks, DataParallelOptions options);

  /// Mean over the whole batch, the same at every rank; for looking at, autograd sees nothing of it.
  at::Tensor loss(const Batch& batch) override;
  Loss gradient(const Batch& batch) override;
  std::vector<NamedTensor> parameters() const override { return whole_.parameters(); }
  std::vector<NamedTensor> state() const override { return whole_.state(); }

  /// Whether some rank wanted to stop at the last step; the same answer at every rank.
  bool stop_is_agreed();

 private:
  /// This rank's part of a batch, and its share n_r / B.
  struct Part {
    Batch batch;
    double share = 1.0;
  };
  Part part_of(const Batch& batch) const;

  FiniteSum& whole_;
  Ranks& ranks_;
  DataParallelOptions options_;
  GradientBuckets buckets_;
  at::Tensor stop_;  ///< 0-d: how many ranks wanted to stop at some step so far
  std::int64_t asked_ = 0;
};

}  // namespace largestep
