#pragma once

#include <c10/core/Device.h>

#include "data/image_set.h"
#include "problems/measured_problem.h"
#include "problems/relu_network.h"

namespace largestep {

/// Images a classifier is trained on and scored on.
struct LabelledImages {
  ImageSet train;
  ImageSet test;
};

/// Fully connected ReLU network on labelled images: f_i(w) = cross-entropy of image i, pixels / 255. The gradient is
/// autograd's. Float32.
class MlpClassification final : public MeasuredProblem {
 public:
  /// @param hidden  units of each hidden layer.  @param images  uint8 [N, ...], labels int64 [N] in [0, classes)
  MlpClassification(LabelledImages images, const std::vector<std::int64_t>& hidden, std::int64_t classes,
                    const SamplingOptions& sampling, const c10::Device& device);

  at::Tensor loss(const Batch& batch) override;
  std::vector<NamedTensor> parameters() const override { return parameters_; }
  /// On the first 10,752 images at most, as with ResNet-18.
  ProblemScore train_score() override;
  ProblemScore test_score() override { return score(images_.test); }
  /// On the first 1,024 images at most.
  std::vector<LayerFeatures> features() override;
  double distinct_threshold() const override { return 0.95; }

 private:
  /// What comes out of each layer, after the ReLU but for the last. @param images  uint8 [B, ...]
  std::vector<at::Tensor> outputs(const at::Tensor& images) const;
  ProblemScore score(const ImageSet& images) const;

  LabelledImages images_;
  c10::Device device_;
  std::vector<AffineLayer> layers_;
  std::vector<NamedTensor> parameters_;
};

}  // namespace largestep
