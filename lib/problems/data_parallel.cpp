#include "problems/data_parallel.h"

#include <torch/types.h>

#include "core/error.h"
#include "ops/synced_batch_norm.h"

namespace largestep {
namespace {

constexpr std::int64_t kNotes = 2;               ///< loss, wish to stop
constexpr std::int64_t kAskedPerReadOnGpu = 50;  ///< reading a number from a GPU stalls it

}  // namespace

DataParallel::DataParallel(FiniteSum& whole, Ranks& ranks, DataParallelOptions options)
    : FiniteSum(whole.terms(), whole.sampling()),
      whole_(whole),
      ranks_(ranks),
      options_(std::move(options)),
      buckets_(whole.parameters(), ranks, options_.bucket_entries, kNotes) {
  if (sampling().batch_size < ranks.size()) {
    fail(ErrorKind::kInvalidArgument, "batch-size is {}, but must be at least {}, the number of processes",
         sampling().batch_size, ranks.size());
  }
}

DataParallel::Part DataParallel::part_of(const Batch& batch) const {
  const auto [first, count] = ranks_.part(batch.indices.size());
  return {
      .batch = {.indices = batch.indices.part(first, count), .at = batch.at, .elapsed_epochs = batch.elapsed_epochs},
      .share = static_cast<double>(count) / static_cast<double>(batch.indices.size())};
}

at::Tensor DataParallel::loss(const Batch& batch) {
  const torch::NoGradGuard no_grad;
  const SyncedBatchNormScope synced(options_.sync_batch_norm ? &ranks_ : nullptr);
  const auto [part, share] = part_of(batch);
  const auto mean = whole_.loss(part) * share;
  ranks_.all_reduce(mean);
  return mean;
}

Loss DataParallel::gradient(const Batch& batch) {
  const SyncedBatchNormScope synced(options_.sync_batch_norm ? &ranks_ : nullptr);
  for (auto& [name, parameter] : parameters()) parameter.mutable_grad() = at::Tensor();
  const auto [part, share] = part_of(batch);
  const auto value = whole_.loss(part);
  const bool stop = options_.wants_to_stop && options_.wants_to_stop();
  buckets_.begin(torch::stack({value.detach() * share, torch::full_like(value.detach(), stop ? 1.0 : 0.0)}));
  try {
    value.backward(torch::full_like(value.detach(), share));
  } catch (...) {
    buckets_.give_up();
    throw;
  }
  const auto notes = buckets_.finish();
  stop_ = stop_.defined() ? stop_ + notes[1] : notes[1].clone();
  return notes[0].clone();
}

bool DataParallel::stop_is_agreed() {
  if (!stop_.defined()) return false;
  if (!stop_.is_cpu() && ++asked_ % kAskedPerReadOnGpu != 0) return false;
  return stop_.item<double>() > 0.0;
}

}  // namespace largestep
