#include "problems/gradient_buckets.h"

#include <torch/types.h>

#include "core/error.h"

namespace largestep {

GradientBuckets::GradientBuckets(const std::vector<NamedTensor>& parameters, Ranks& ranks, std::int64_t bucket_entries,
                                 std::int64_t notes)
    : ranks_(ranks) {
  std::vector<std::int64_t> offsets;
  std::vector<std::int64_t> sizes;
  for (auto parameter = parameters.rbegin(); parameter != parameters.rend(); ++parameter) {
    if (sizes.empty() || sizes.back() >= bucket_entries) {
      sizes.push_back(0);
      buckets_.emplace_back();
    }
    slots_.push_back({.parameter = parameter->second, .bucket = sizes.size() - 1});
    offsets.push_back(sizes.back());
    sizes.back() += parameter->second.numel();
    ++buckets_.back().parameters;
  }
  const auto options = parameters.front().second.options().requires_grad(false);
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    const bool is_last = i + 1 == buckets_.size();
    buckets_[i].flat = torch::zeros({sizes[i] + (is_last ? notes : 0)}, options);
  }
  notes_ = buckets_.back().flat.narrow(0, sizes.back(), notes);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    auto& slot = slots_[i];
    slot.gradient = buckets_[slot.bucket].flat.as_strided(slot.parameter.sizes(), slot.parameter.strides(), offsets[i]);
    slot.hook = slot.parameter.register_hook([this, i](const at::Tensor& gradient) { take(slots_[i], gradient); });
  }
}

GradientBuckets::~GradientBuckets() {
  for (const auto& slot : slots_) slot.parameter.remove_hook(slot.hook);
}

void GradientBuckets::begin(const at::Tensor& notes) {
  notes_.copy_(notes);
  for (auto& bucket : buckets_) bucket.missing = bucket.parameters;
  next_ = 0;
  listening_ = true;
}

void GradientBuckets::take(Slot& slot, const at::Tensor& gradient) {
  if (!listening_) return;
  slot.gradient.copy_(gradient.detach());
  --buckets_[slot.bucket].missing;
  start_full_buckets();
}

void GradientBuckets::start_full_buckets() {
  for (; next_ < buckets_.size() && buckets_[next_].missing == 0; ++next_) {
    buckets_[next_].sum = ranks_.start_all_reduce(buckets_[next_].flat);
  }
}

at::Tensor GradientBuckets::finish() {
  listening_ = false;
  if (next_ != buckets_.size()) fail(ErrorKind::kInternal, "a parameter of bucket {} has no gradient", next_);
  for (auto& bucket : buckets_) bucket.sum->wait();
  for (auto& bucket : buckets_) bucket.sum.reset();
  for (auto& slot : slots_) slot.parameter.mutable_grad() = slot.gradient;
  return notes_;
}

void GradientBuckets::give_up() { listening_ = false; }

}  // namespace largestep
