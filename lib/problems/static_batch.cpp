#include "problems/static_batch.h"

#include <torch/types.h>

#include "data/device_batch.h"
#include "device/send.h"

namespace largestep {

StaticBatch::StaticBatch(std::int64_t images, std::int64_t side, std::int64_t batch_size,
                         const BatchOptions& augmentation, const c10::Device& device)
    : images_(images),
      side_(side),
      augmentation_(augmentation),
      batch_(torch::zeros({crop_numbers(augmentation) + 1, batch_size}, at::dtype(at::kLong).device(device))) {}

void StaticBatch::draw_epoch(const Batch& batch, const std::function<at::Tensor(const at::Tensor& indices)>& labels) {
  order_ = batch.indices.order();
  augmentation_.epoch = batch.at.epoch;
  const auto crops = draw_crops(order_, images_, side_, augmentation_);
  epoch_ = send(torch::cat({crops, labels(order_).unsqueeze(0)}), batch_.device());
}

void StaticBatch::load(const Batch& batch, const std::function<at::Tensor(const at::Tensor& indices)>& labels) {
  const bool is_drawn = order_.is_same(batch.indices.order()) && augmentation_.epoch == batch.at.epoch;
  if (!is_drawn) draw_epoch(batch, labels);
  batch_.copy_(epoch_.narrow(1, batch.indices.first(), batch.indices.size()));
}

at::Tensor StaticBatch::crops() const { return batch_.narrow(0, 0, batch_.size(0) - 1); }

at::Tensor StaticBatch::labels() const { return batch_[-1]; }

}  // namespace largestep
