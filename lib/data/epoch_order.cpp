#include "data/epoch_order.h"

#include <utility>

#include "core/error.h"
#include "core/random.h"

namespace largestep {

torch::Tensor epoch_order(std::int64_t n, std::uint64_t seed, std::int64_t epoch) {
  if (n < 0 || n >= std::int64_t{1} << 32) {
    fail(ErrorKind::kInvalidArgument, "an epoch of {} terms cannot be ordered: 0 to 2^32-1 are possible", n);
  }
  if (epoch < 0) fail(ErrorKind::kInvalidArgument, "epoch is {}, at least 0 was expected", epoch);
  auto order = torch::arange(n, torch::kInt64);
  auto* terms = order.data_ptr<std::int64_t>();
  SplitMix64 random(stream_seed(seed, RandomStream::kOrder, static_cast<std::uint64_t>(epoch)));
  for (std::int64_t left = n; left > 1; --left) {
    std::swap(terms[left - 1], terms[random.below(static_cast<std::uint32_t>(left))]);
  }
  return order;
}

}  // namespace largestep
