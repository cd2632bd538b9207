#include "problems/finite_sum.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>

#include <limits>

#include "core/error.h"
#include "core/random.h"
#include "data/epoch_order.h"

namespace largestep {
namespace {

/// n terms, each drawn uniformly from 0..n-1: int64 [n], a pure function of (n, seed, epoch).
at::Tensor epoch_draws(std::int64_t n, std::uint64_t seed, std::int64_t epoch) {
  auto draws = at::empty({n}, at::kLong);
  auto* terms = draws.data_ptr<std::int64_t>();
  SplitMix64 random(stream_seed(seed, RandomStream::kOrder, static_cast<std::uint64_t>(epoch), /*b=*/1));
  for (std::int64_t i = 0; i < n; ++i) terms[i] = random.below(static_cast<std::uint32_t>(n));
  return draws;
}

}  // namespace

EpochBatches::EpochBatches(at::Tensor order, std::int64_t batch_size, Progress at)
    : order_(std::move(order)), batch_size_(batch_size), steps_(order_.numel() / batch_size), at_(at) {
  if (at.step_in_epoch < 0 || at.step_in_epoch >= steps_) {
    fail(ErrorKind::kData, "{} steps of an epoch are said to be taken, but it has {}", at.step_in_epoch, steps_);
  }
}

Batch EpochBatches::Iterator::operator*() const {
  const auto& batches = *batches_;
  auto at = batches.at_;
  at.step += step_in_epoch_ - at.step_in_epoch;
  at.step_in_epoch = step_in_epoch_;
  return {.indices = {batches.order_, step_in_epoch_ * batches.batch_size_, batches.batch_size_},
          .at = at,
          .elapsed_epochs = elapsed_epochs_after(at, batches.steps_)};
}

FiniteSum::FiniteSum(std::int64_t terms, const SamplingOptions& sampling) : terms_(terms), sampling_(sampling) {
  constexpr auto kMostTerms = std::int64_t{std::numeric_limits<std::uint32_t>::max()};
  if (terms < 1 || terms > kMostTerms) {
    fail(ErrorKind::kInvalidArgument, "the problem has {} terms, but needs 1 to {}", terms, kMostTerms);
  }
  if (sampling.batch_size == SamplingOptions::kAllTerms) sampling_.batch_size = terms;
  if (sampling_.batch_size < 1 || sampling_.batch_size > terms) {
    fail(ErrorKind::kInvalidArgument, "batch-size is {}, but must be in [1, {}], the number of training examples",
         sampling_.batch_size, terms);
  }
  if (sampling_.batch_size == terms && !sampling_.replacement) all_terms_ = at::arange(terms, at::kLong);
}

Loss FiniteSum::gradient(const Batch& batch) {
  for (auto& [name, parameter] : parameters()) parameter.mutable_grad() = at::Tensor();
  const auto value = loss(batch);
  value.backward();
  return value.detach();
}

std::vector<NamedTensor> FiniteSum::state() const {
  auto state = parameters();
  for (auto& [name, tensor] : state) tensor = tensor.detach();
  return state;
}

EpochBatches FiniteSum::epoch(const Progress& at) const {
  if (all_terms_.defined()) return {all_terms_, terms_, at};
  if (sampling_.replacement) return {epoch_draws(terms_, sampling_.seed, at.epoch), sampling_.batch_size, at};
  return {epoch_order(terms_, sampling_.seed, at.epoch), sampling_.batch_size, at};
}

}  // namespace largestep
