#include "problems/static_batch.h"

#include <torch/types.h>

#include "data/device_batch.h"

namespace largestep {
namespace {

constexpr std::int64_t kCropRows = 4;

}  // namespace

StaticBatch::StaticBatch(std::int64_t images, std::int64_t batch_size, const c10::Device& device)
    : images_(images), batch_(torch::zeros({kCropRows + 1, batch_size}, at::dtype(at::kLong).device(device))) {}

void StaticBatch::draw_epoch(const Batch& batch, BatchOptions augmentation,
                             const std::function<at::Tensor(const at::Tensor& indices)>& labels) {
  order_ = batch.indices.order();
  number_ = batch.at.epoch;
  augmentation.epoch = number_;
  const auto crops = draw_crops(order_, images_, augmentation);
  epoch_ = torch::cat({crops, labels(order_).unsqueeze(0)}).to(batch_.device());
}

void StaticBatch::load(const Batch& batch, BatchOptions augmentation,
                       const std::function<at::Tensor(const at::Tensor& indices)>& labels) {
  const bool is_drawn = order_.is_same(batch.indices.order()) && number_ == batch.at.epoch;
  if (!is_drawn) draw_epoch(batch, augmentation, labels);
  batch_.copy_(epoch_.narrow(1, batch.indices.first(), batch.indices.size()));
}

at::Tensor StaticBatch::crops() const { return batch_.narrow(0, 0, kCropRows); }

at::Tensor StaticBatch::labels() const { return batch_[kCropRows]; }

}  // namespace largestep
