#pragma once

#include <c10/core/Device.h>

#include "data/fingerprint.h"
#include "data/labelled_images.h"
#include "problems/problem.h"
#include "small_problems/relu_network.h"

namespace largestep {

/// Fully connected ReLU network on labelled images: f_i(w) = cross-entropy of image i, pixels / 255. The gradient is
/// autograd's. Float32.
class MlpClassification final : public Problem {
 public:
  /// @param hidden  units of each hidden layer.  @param images  uint8 [N, ...], labels int64 [N] in [0, classes)
  MlpClassification(LabelledImages images, const std::vector<std::int64_t>& hidden, std::int64_t classes,
                    const SamplingOptions& sampling, const c10::Device& device);

  std::string data_name() const override { return images_.name; }
  std::string fingerprint() const override { return largestep::fingerprint(images_); }
  at::Tensor loss(const Batch& batch) override;
  std::vector<NamedTensor> parameters() const override { return parameters_; }
  /// On the first 10,752 images at most, as with ResNet-18.
  Score train_score() override;
  Score test_score() override { return images_.test.labels.defined() ? score(images_.test) : Score{}; }
  /// On the first 1,024 images at most.
  std::vector<LayerFeatures> features() override;
  double distinct_threshold() const override { return 0.95; }

 private:
  /// What comes out of each layer, after the ReLU but for the last. @param images  uint8 [B, ...]
  std::vector<at::Tensor> outputs(const at::Tensor& images) const;
  Score score(const ImageSet& images) const;

  LabelledImages images_;
  c10::Device device_;
  std::vector<AffineLayer> layers_;
  std::vector<NamedTensor> parameters_;
};

}  // namespace largestep
