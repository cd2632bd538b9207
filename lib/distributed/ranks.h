#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <memory>
#include <vector>

#include "distributed/meeting.h"

namespace largestep {

/// The processes that train one network together, and what they do together: every rank calls the same collectives in
/// the same order. A process that nobody else is with has rank 0 of 1, and its collectives do nothing.
///
/// Collectives run on PyTorch's c10d: Gloo for CPUs, NCCL for GPUs. Sums are the same to the last bit on every rank.
/// Each throws the reason why another rank ended, or Error{kLostRank} when one is lost: killed, cut off, or silent for
/// the meeting's timeout.
class Ranks {
 public:
  /// A process alone.
  Ranks();
  /// Connects the ranks. @param device  this process's, of the same type on all ranks
  Ranks(std::shared_ptr<Meeting> meeting, const c10::Device& device);
  ~Ranks();
  Ranks(Ranks&&) noexcept;
  Ranks& operator=(Ranks&&) = delete;

  int rank() const { return meeting_ ? meeting_->rank() : 0; }
  int size() const { return meeting_ ? meeting_->size() : 1; }
  bool is_alone() const { return size() == 1; }
  bool is_first() const { return rank() == 0; }
  /// This rank in words.
  std::string describe(int rank) const;

  /// Replaces the tensor's entries by their sums over the ranks. @param tensor  contiguous, on any device
  void all_reduce(const at::Tensor& tensor);
  /// The same for float64 numbers.
  void all_reduce(std::vector<double>& numbers);
  /// Replaces the tensor's entries by those of rank 0. @param tensor  any strides, on any device
  void broadcast(const at::Tensor& tensor);
  /// Rank 0's value, at every rank.
  std::int64_t broadcast(std::int64_t value);
  /// Whether it holds at any rank.
  bool any(bool here);
  /// The ranks' values, in their order.
  std::vector<std::int64_t> all_gather(std::int64_t value);

  /// A sum under way.
  class Pending;
  /// Starts all_reduce; the tensor may be touched again after Pending::wait. On a GPU, in stream order.
  std::unique_ptr<Pending> start_all_reduce(const at::Tensor& tensor);

  /// Entries [first, first + count) of n are this rank's: the ranks have equal parts, the first of them one more where
  /// n is not a multiple.
  struct Part {
    std::int64_t first = 0;
    std::int64_t count = 0;
  };
  Part part(std::int64_t n) const;

  /// Says to the others that this rank ends and why, unless it ends because another did.
  void say_ended(const Error& reason) noexcept;

 private:
  class Connection;
  std::shared_ptr<Meeting> meeting_;
  std::unique_ptr<Connection> connection_;
};

class Ranks::Pending {
 public:
  virtual ~Pending() = default;
  /// Returns when the tensor holds the sum.
  virtual void wait() = 0;
};

}  // namespace largestep
