#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "distributed/ranks.h"

namespace largestep {

/// How well a classifier did on a set of labelled images.
struct ClassificationScore {
  std::int64_t images = 0;
  double loss = 0.0;  ///< mean cross-entropy in nats
  std::vector<std::vector<std::int64_t>> confusion =
      {};  ///< [classes][classes]: images by (true class, predicted class)

  double accuracy() const;  ///< share of images predicted right, in [0, 1]
  double error() const { return 1.0 - accuracy(); }
  std::vector<double> per_class_accuracy() const;  ///< by true class; NaN for a class without images
};

/// Accumulates a ClassificationScore over batches, on the device that has them; only score() waits for it.
class ClassificationCounter {
 public:
  explicit ClassificationCounter(std::int64_t classes);
  /// @param logits  [B, classes], any floating dtype and device.  @param labels  int64 [B], on the CPU
  void add(const at::Tensor& logits, const at::Tensor& labels);
  /// Adds up what all ranks have counted.
  void sum_over(Ranks& ranks);
  ClassificationScore score() const;

 private:
  double loss_sum() const;
  at::Tensor confusion() const;  ///< int64 [classes * classes] on the CPU

  std::int64_t classes_;
  std::int64_t images_ = 0;
  at::Tensor loss_sum_;   ///< 0-d float64
  at::Tensor confusion_;  ///< int64 [classes * classes]
};

}  // namespace largestep
