#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

namespace largestep {

/// The terms of a batch: as numbers for code that computes by hand, as a tensor for LibTorch. Making the tensor takes a
/// microsecond, a whole step of a small problem less, so that it is made only when asked for.
class TermIndices {
 public:
  /// `count` entries of an order of terms from `first` on.
  /// @param order  int64 [>= first + count], contiguous, on the CPU; kept alive by this object
  TermIndices(at::Tensor order, std::int64_t first, std::int64_t count)
      : order_(std::move(order)), terms_(order_.data_ptr<std::int64_t>() + first), first_(first), count_(count) {}

  std::int64_t size() const { return count_; }
  std::int64_t operator[](std::int64_t i) const { return terms_[i]; }
  const std::int64_t* begin() const { return terms_; }
  const std::int64_t* end() const { return terms_ + count_; }

  /// The terms [first, first + count) of these.
  TermIndices part(std::int64_t first, std::int64_t count) const { return {order_, first_ + first, count}; }
  /// The order they are entries of, and their first place in it: the same order all through an epoch.
  const at::Tensor& order() const { return order_; }
  std::int64_t first() const { return first_; }

  /// int64 [size()]
  at::Tensor tensor() const { return order_.narrow(0, first_, count_); }
  operator at::Tensor() const { return tensor(); }

 private:
  at::Tensor order_;
  const std::int64_t* terms_;
  std::int64_t first_;
  std::int64_t count_;
};

}  // namespace largestep
