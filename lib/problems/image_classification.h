#pragma once

#include <c10/core/Device.h>

#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "activity/inference.h"
#include "data/labelled_images.h"
#include "device/device.h"
#include "measure/measurement.h"
#include "model/activation_tap.h"
#include "problems/problem.h"
#include "problems/static_batch.h"

namespace largestep {

struct ImageClassificationOptions {
  SamplingOptions sampling{};
  bool augment = false;          ///< random crop from 4 pixels of zero padding, horizontal flip
  std::int64_t cutout = 0;       ///< side of a random black square, 0: none (cutout.h)
  double label_smoothing = 0.0;  ///< share of the target spread evenly over all classes, [0, 1); training loss only
  double label_noise = 0.0;      ///< probability that an image has a uniformly drawn other label, in [0, 1]
  bool noise_over_all_classes = false;  ///< draw that label from all classes, the right one too
  bool fixed_label_noise = false;       ///< drawn once for the run instead of afresh each epoch
  std::int64_t noisy_epochs = std::numeric_limits<std::int64_t>::max();  ///< of fresh noise, from the first
  c10::Device device = c10::Device(c10::kCPU);
  Precision precision = Precision::kFloat32;
  bool replay =
      false;  ///< steps on buffers at a fixed place, captured in a CUDA graph and replayed where there are such
  bool test_flip = false;                  ///< test and validation images are scored with their mirror images
  std::vector<MeasureKind> measures = {};  ///< what metrics() measures
  std::int64_t measure_images = 128;       ///< of its fixed batch, see MeasurementOptions::images
  /// @param image_side  pixels
  /// @throws Error{kInvalidArgument} naming field, value and range.
  void validate(std::int64_t image_side) const;
};

/// A network on labelled images: f_i(w) = cross-entropy of image i, to (1 - s) of its label and s of the uniform
/// distribution under label smoothing s (Szegedy et al., CVPR 2016, arXiv:1512.00567, section 7). Convolutions run
/// channels-last, in bf16 where asked, with float32 weights. L2 belongs to Sgd.
class ImageClassification final : public Problem {
 public:
  /// @param network  moved to the device
  /// @param images   n training images; augmentation and label noise of image i in epoch e depend on (seed, e, i) only,
  ///                 fixed label noise on (seed, i)
  ImageClassification(std::shared_ptr<TappedNetwork> network, LabelledImages images,
                      const ImageClassificationOptions& options);

  std::string data_name() const override { return images_.name; }
  std::string unit() const override { return "images"; }
  std::string state_of() const override { return "a " + network_->kind(); }
  /// Numbers of images and their checksums.
  std::string fingerprint() const override;
  TappedNetwork* network() override { return network_.get(); }
  bool can_be_shared() const override { return true; }
  bool replays_steps() const override { return options_.replay; }
  /// 1000 ln(classes), a thousand times the loss of guessing.
  double largest_sane_loss() override;

  /// Losses and errors in eval mode without augmentation: of the probe set, of the test and the validation images, and
  /// of the average on the test images, with BatchNorm statistics estimated on the first 2,560 training images, at the
  /// end of the run on all. The sample is what the paper's code takes the training loss on: 1,280 training images drawn
  /// anew and augmented. Layers and blocks are those of the network on the probe set.
  std::optional<Evaluation> evaluate(const EvaluationRequest& request) override;
  /// Images passed forward; a step also goes backward, which costs twice that.
  double evaluation_cost_in_steps(bool with_average) const override;
  /// options.measures of the network.
  std::vector<Metric> metrics(const MetricRequest& request) override;
  bool metrics_are_costly() const override { return true; }

  at::Tensor loss(const Batch& batch) override;
  /// With options.replay, the parameters' .grad are overwritten by the next step instead of made anew.
  Loss gradient(const Batch& batch) override;
  std::vector<NamedTensor> parameters() const override;
  std::vector<NamedTensor> state() const override;

  /// With the labels that training sees, up to label noise drawn each epoch.
  const ImageSet& train_set() const { return images_.train; }
  const ImageClassificationOptions& options() const { return options_; }
  /// Training images drawn without replacement and cropped, flipped and cut out as in training, with the labels of
  /// train_set().
  /// @param count  at most all are drawn
  /// @param draw   >= 0; the sample is a function of it and the run's seed
  /// @throws Error{kInvalidArgument} for draw < 0.
  ImageSet augmented_sample(std::int64_t count, std::int64_t draw) const;

 private:
  /// The labels of these images under the noise of an epoch. @param indices  int64 [B]
  at::Tensor noisy_labels(const at::Tensor& indices, std::int64_t epoch) const;

  /// The labels that training sees in an epoch. @param indices  int64 [B]
  at::Tensor epoch_labels(const at::Tensor& indices, std::int64_t epoch) const;
  /// Mean cross-entropy. @param images  [B, 3, side, side]  @param labels  int64 [B], both on the device
  at::Tensor mean_loss(const at::Tensor& images, const at::Tensor& labels);
  /// Fills the gradients for the batch in static_batch_. @return  the loss and the gradients
  ReplayedWork::Tensors static_step();
  BatchOptions augmentation() const;
  Score score(const ImageSet& images, const InferenceOptions& inference);
  Score score_average(const EvaluationRequest& request, const InferenceOptions& inference);

  ImageClassificationOptions options_;
  std::shared_ptr<TappedNetwork> network_;
  LabelledImages images_;
  at::Tensor device_images_;  ///< a GPU's copy of the images; undefined on the CPU unless steps are to be replayed
  std::optional<StaticBatch> static_batch_;  ///< where steps are to be replayed
  ReplayedWork replayed_;
  std::vector<at::Tensor> parameters_;
  std::vector<std::shared_ptr<ActivationTapImpl>> taps_;
};

}  // namespace largestep
