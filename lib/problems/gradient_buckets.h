#pragma once

#include <memory>
#include <vector>

#include "distributed/ranks.h"
#include "optim/sgd.h"

namespace largestep {

/// Sums the gradients of all ranks while backward is still under way. Gradients are copied into flat buckets, the last
/// layers' first, since backward reaches them first; a bucket that is full is summed over the ranks in the background.
/// So all that is waited for in the end is the first layers' bucket (Li et al., VLDB 2020, arXiv:2006.15704).
class GradientBuckets {
 public:
  /// @param parameters      leaves of the graph that backward goes through, each used in every step
  /// @param ranks           must outlive it
  /// @param bucket_entries  a bucket is closed at this size; every parameter is in one bucket
  /// @param notes           float32 numbers to be summed beside the gradients
  GradientBuckets(const std::vector<NamedTensor>& parameters, Ranks& ranks, std::int64_t bucket_entries,
                  std::int64_t notes);
  ~GradientBuckets();
  GradientBuckets(const GradientBuckets&) = delete;
  GradientBuckets& operator=(const GradientBuckets&) = delete;

  /// Before backward. @param notes  float32 [notes], on the parameters' device
  void begin(const at::Tensor& notes);
  /// After backward: waits for the sums, and makes each parameter's .grad the sum (its memory is this object's and is
  /// used again in the next step).
  /// @return the summed notes.  @throws Error{kInternal} if a parameter got no gradient
  at::Tensor finish();
  /// After a backward that failed: forgets what it was about.
  void give_up();

  std::int64_t buckets() const { return static_cast<std::int64_t>(buckets_.size()); }

 private:
  struct Bucket {
    at::Tensor flat;  ///< float32, the gradients side by side as they lie in memory
    std::int64_t parameters = 0;
    std::int64_t missing = 0;  ///< gradients that this step has not brought yet
    std::unique_ptr<Ranks::Pending> sum = nullptr;
  };
  struct Slot {
    at::Tensor parameter;
    std::size_t bucket = 0;
    at::Tensor gradient = {};  ///< of the parameter's shape and strides, in the bucket
    unsigned hook = 0;
  };
  void take(Slot& slot, const at::Tensor& gradient);
  void start_full_buckets();

  Ranks& ranks_;
  std::vector<Bucket> buckets_;
  std::vector<Slot> slots_;
  at::Tensor notes_;      ///< in the last bucket
  std::size_t next_ = 0;  ///< bucket to be summed next: the same order on all ranks
  bool listening_ = false;
};

}  // namespace largestep
