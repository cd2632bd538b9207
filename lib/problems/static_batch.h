#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

#include "data/augment.h"
#include "problems/finite_sum.h"

namespace largestep {

/// The batch of the step at hand in numbers (which images, how cropped, which labels) at one place of a device's
/// memory, where a captured step looks for it. The numbers of a whole epoch are drawn and sent at its first step, so
/// that no other step brings the device anything or waits for it.
class StaticBatch {
 public:
  /// @param images        N, number of training images
  /// @param side          of them, in pixels
  /// @param augmentation  its epoch is not looked at
  StaticBatch(std::int64_t images, std::int64_t side, std::int64_t batch_size, const BatchOptions& augmentation,
              const c10::Device& device);

  /// @param labels  of the images with these indices, int64 [n] on the CPU
  void load(const Batch& batch, const std::function<at::Tensor(const at::Tensor& indices)>& labels);

  /// See draw_crops. @return  int64 [crop_numbers, B]
  at::Tensor crops() const;
  /// @return  int64 [B]
  at::Tensor labels() const;

 private:
  void draw_epoch(const Batch& batch, const std::function<at::Tensor(const at::Tensor& indices)>& labels);

  std::int64_t images_;
  std::int64_t side_;
  BatchOptions augmentation_;  ///< of the epoch drawn
  at::Tensor batch_;           ///< int64 [crop_numbers + 1, B]: crops, then labels
  at::Tensor epoch_;           ///< the same for all entries of an order
  at::Tensor order_;           ///< that epoch_ belongs to
};

}  // namespace largestep
