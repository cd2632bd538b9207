#pragma once

#include <c10/core/Device.h>

#include "core/device.h"
#include "data/image_set.h"
#include "model/resnet18.h"
#include "problems/finite_sum.h"

namespace largestep {

struct ImageClassificationOptions {
  SamplingOptions sampling{};
  bool augment = false;      ///< random crop from 4 pixels of zero padding, horizontal flip
  double label_noise = 0.0;  ///< probability that a step sees a uniformly drawn other label for an image, in [0, 1]
  c10::Device device = c10::Device(c10::kCPU);
  Precision precision = Precision::kFloat32;
  /// @throws Error{kInvalidArgument} naming field, value and range.
  void validate() const;
};

/// ResNet-18 on labelled images: f_i(w) = cross-entropy of image i. Convolutions run channels-last, in bf16 where
/// asked, with float32 weights. L2 belongs to Sgd.
class ImageClassification final : public FiniteSum {
 public:
  /// @param network    moved to the device
  /// @param train_set  n images; augmentation and label noise of image i in epoch e depend on (seed, e, i) only
  ImageClassification(ResNet18 network, ImageSet train_set, const ImageClassificationOptions& options);

  at::Tensor loss(const Batch& batch) override;
  std::vector<NamedTensor> parameters() const override;

  ResNet18& network() { return network_; }
  const ImageSet& train_set() const { return train_set_; }
  const ImageClassificationOptions& options() const { return options_; }

 private:
  at::Tensor labels(const Batch& batch) const;

  ImageClassificationOptions options_;
  ResNet18 network_;
  ImageSet train_set_;
};

}  // namespace largestep
