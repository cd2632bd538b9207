#include "problems/finite_sum.h"

#include "core/error.h"
#include "data/epoch_order.h"

namespace largestep {

EpochBatches::EpochBatches(at::Tensor order, std::int64_t batch_size, Progress at)
    : order_(std::move(order)), batch_size_(batch_size), steps_(order_.numel() / batch_size), at_(at) {}

Batch EpochBatches::Iterator::operator*() const {
  const auto& batches = *batches_;
  auto at = batches.at_;
  at.step += step_in_epoch_ - at.step_in_epoch;
  at.step_in_epoch = step_in_epoch_;
  return {.indices = batches.order_.narrow(0, step_in_epoch_ * batches.batch_size_, batches.batch_size_),
          .at = at,
          .elapsed_epochs = static_cast<double>(at.epoch) +
                            static_cast<double>(step_in_epoch_ + 1) / static_cast<double>(batches.steps_)};
}

FiniteSum::FiniteSum(std::int64_t terms, const SamplingOptions& sampling) : terms_(terms), sampling_(sampling) {
  if (terms < 1) fail(ErrorKind::kInvalidArgument, "the problem has {} terms, but needs at least 1", terms);
  if (sampling.batch_size < 1 || sampling.batch_size > terms) {
    fail(ErrorKind::kInvalidArgument, "batch-size is {}, but must be in [1, {}], the number of training examples",
         sampling.batch_size, terms);
  }
}

at::Tensor FiniteSum::gradient(const Batch& batch) {
  for (auto& [name, parameter] : parameters()) parameter.mutable_grad() = at::Tensor();
  const auto value = loss(batch);
  value.backward();
  return value.detach();
}

EpochBatches FiniteSum::epoch(const Progress& at) const {
  return {epoch_order(terms_, sampling_.seed, at.epoch), sampling_.batch_size, at};
}

}  // namespace largestep
