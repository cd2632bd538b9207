#include "problems/image_classification.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "activity/averaged_network.h"
#include "core/error.h"
#include "core/random.h"
#include "data/augment.h"
#include "data/device_batch.h"
#include "data/epoch_order.h"
#include "data/fingerprint.h"
#include "device/send.h"
#include "model/module_state.h"
#include "problems/state_scope.h"

namespace largestep {
namespace {

/// The mean of the batch, by the operations of LibTorch's cross_entropy; with smoothing, that one waits for the device
/// up to LibTorch 2.0, to leave out labels that are to be ignored.
at::Tensor smoothed_cross_entropy(const at::Tensor& logits, const at::Tensor& labels, double smoothing) {
  const auto log_shares = torch::log_softmax(logits, 1);
  const auto loss = torch::nll_loss(log_shares, labels);
  if (smoothing == 0.0) return loss;
  const auto over_classes = -log_shares.sum(1).mean();
  return (1.0 - smoothing) * loss + over_classes * (smoothing / static_cast<double>(logits.size(1)));
}

/// As many as the statistics of an average that is not the last are estimated on, five batches: its test error is then
/// within 0.2 percentage points of that by 50,000 images.
constexpr std::int64_t kStatisticsImages = 2560;

/// As many as the paper's code: 5 batches of 256.
constexpr std::int64_t kSampledImages = 1280;

constexpr double kTimesGuessing = 1000.0;

std::int64_t count(const ImageSet& set) { return set.labels.defined() ? set.labels.numel() : 0; }

}  // namespace

void ImageClassificationOptions::validate(std::int64_t image_side) const {
  if (!(label_noise >= 0.0 && label_noise <= 1.0)) {
    fail(ErrorKind::kInvalidArgument, "label-noise is {}, but must be in [0, 1]", label_noise);
  }
  if (!(label_smoothing >= 0.0 && label_smoothing < 1.0)) {
    fail(ErrorKind::kInvalidArgument, "label-smoothing is {}, but must be in [0, 1)", label_smoothing);
  }
  if (cutout < 0 || cutout > image_side) {
    fail(ErrorKind::kInvalidArgument, "cutout is {}, but must be in [0, {}]", cutout, image_side);
  }
}

ImageClassification::ImageClassification(std::shared_ptr<TappedNetwork> network, LabelledImages images,
                                         const ImageClassificationOptions& options)
    : Problem(images.train.images.size(0), options.sampling),
      options_((options.validate(images.train.images.size(2)), options)),
      network_(std::move(network)),
      images_(std::move(images)) {
  network_->to(options_.device);
  if (!options_.device.is_cpu() || options_.replay) {
    device_images_ = send(images_.train.images, options_.device).contiguous(at::MemoryFormat::ChannelsLast);
  }
  if (options_.fixed_label_noise && options_.label_noise > 0.0) {
    images_.train.labels = noisy_labels(torch::arange(images_.train.labels.size(0)), /*epoch=*/0);
  }
  parameters_ = network_->parameters();
  taps_ = taps(*network_);
  if (options_.replay) {
    static_batch_.emplace(terms(), images_.train.images.size(2), this->sampling().batch_size, augmentation(),
                          options_.device);
  }
}

at::Tensor ImageClassification::noisy_labels(const at::Tensor& indices, std::int64_t epoch) const {
  auto labels = images_.train.labels.index_select(0, indices);
  const auto* index = indices.data_ptr<std::int64_t>();
  auto* label = labels.data_ptr<std::int64_t>();
  const auto classes = network_->classes();
  for (std::int64_t i = 0; i < labels.numel(); ++i) {
    SplitMix64 random(stream_seed(options_.sampling.seed, RandomStream::kLabelNoise, static_cast<std::uint64_t>(epoch),
                                  static_cast<std::uint64_t>(index[i])));
    if (random.uniform() >= options_.label_noise) continue;
    label[i] = options_.noise_over_all_classes
                   ? random.below(static_cast<std::uint32_t>(classes))
                   : (label[i] + 1 + random.below(static_cast<std::uint32_t>(classes - 1))) % classes;
  }
  return labels;
}

BatchOptions ImageClassification::augmentation() const {
  return {.augment = options_.augment, .cutout = static_cast<int>(options_.cutout), .seed = options_.sampling.seed};
}

ImageSet ImageClassification::augmented_sample(std::int64_t count, std::int64_t draw) const {
  const auto seed = stream_seed(options_.sampling.seed, RandomStream::kTrainingSample);
  const auto n = images_.train.images.size(0);
  const auto indices = epoch_order(n, seed, draw).narrow(0, 0, std::min(count, n));
  auto how = augmentation();
  how.seed = seed;
  how.epoch = draw;
  // Crops, flips and black squares only move pixels, so that they are whole numbers again.
  const auto images = make_batch(images_.train.images, indices, how).mul_(255).round_().to(at::kByte);
  return {images.contiguous(), images_.train.labels.index_select(0, indices)};
}

at::Tensor ImageClassification::mean_loss(const at::Tensor& images, const at::Tensor& labels) {
  at::Tensor logits;
  {
    const AutocastScope autocast(options_.device, options_.precision);
    logits = network_->forward(images);
  }
  return smoothed_cross_entropy(logits.to(at::kFloat), labels, options_.label_smoothing);
}

at::Tensor ImageClassification::epoch_labels(const at::Tensor& indices, std::int64_t epoch) const {
  const bool fresh_noise = options_.label_noise > 0.0 && !options_.fixed_label_noise && epoch < options_.noisy_epochs;
  return fresh_noise ? noisy_labels(indices, epoch) : images_.train.labels.index_select(0, indices);
}

at::Tensor ImageClassification::loss(const Batch& batch) {
  network_->train();
  auto batch_options = augmentation();
  batch_options.epoch = batch.at.epoch;
  const auto images = options_.device.is_cpu() ? make_batch(images_.train.images, batch.indices, batch_options)
                                               : make_batch_on_device(device_images_, batch.indices, batch_options);
  return mean_loss(images, send(epoch_labels(batch.indices, batch.at.epoch), options_.device));
}

ReplayedWork::Tensors ImageClassification::static_step() {
  for (auto& parameter : parameters_) parameter.mutable_grad() = at::Tensor();
  const auto loss = mean_loss(crop_images(device_images_, static_batch_->crops(), at::kFloat), static_batch_->labels());
  loss.backward();
  ReplayedWork::Tensors results{loss.detach()};
  for (const auto& parameter : parameters_) results.push_back(parameter.grad());
  return results;
}

Loss ImageClassification::gradient(const Batch& batch) {
  if (!static_batch_) return Problem::gradient(batch);
  network_->train();
  static_batch_->load(batch, [&](const at::Tensor& indices) { return epoch_labels(indices, batch.at.epoch); });
  // Whoever watches activations is called while the step is done, which a replay does not.
  const bool is_watched = std::any_of(taps_.begin(), taps_.end(), [](const auto& tap) { return tap->is_watched(); });
  const auto step = [this] { return static_step(); };
  const auto results = is_watched ? step() : replayed_.run(addresses_of({parameters_}), step);
  for (std::size_t i = 0; i < parameters_.size(); ++i) parameters_[i].mutable_grad() = results[i + 1];
  return results[0].clone();
}

std::vector<NamedTensor> ImageClassification::parameters() const {
  std::vector<NamedTensor> parameters;
  for (const auto& item : network_->named_parameters()) parameters.emplace_back(item.key(), item.value());
  return parameters;
}

std::vector<NamedTensor> ImageClassification::state() const { return module_state(*network_); }

std::string ImageClassification::fingerprint() const { return largestep::fingerprint(images_); }

double ImageClassification::largest_sane_loss() {
  return kTimesGuessing * std::log(static_cast<double>(network_->classes()));
}

Score ImageClassification::score(const ImageSet& images, const InferenceOptions& inference) {
  if (count(images) == 0) return {};
  const auto score = score_images(*network_, images, inference);
  return {.loss = score.loss, .error = score.error()};
}

Score ImageClassification::score_average(const EvaluationRequest& request, const InferenceOptions& inference) {
  StateScope weights(*this);
  const auto images = request.is_last ? terms() : std::min(kStatisticsImages, terms());
  auto unflipped = inference;
  unflipped.flip = false;
  load_average(*network_, request.average->weights(), images_.train.images.narrow(0, 0, images), unflipped);
  const auto average = score(images_.test, inference);
  weights.restore();
  return average;
}

std::optional<Evaluation> ImageClassification::evaluate(const EvaluationRequest& request) {
  const auto interrupted = [&] { return request.interrupted && request.interrupted(); };
  const InferenceOptions plain{.device = options_.device,
                               .precision = options_.precision,
                               .interrupted = request.interrupted,
                               .ranks = request.ranks};
  auto flipped = plain;
  flipped.flip = options_.test_flip;
  auto probe = measure_sparsity(*network_, probe_set(images_.train), {.seed = options_.sampling.seed}, plain);
  if (interrupted()) return std::nullopt;
  Evaluation evaluation{.train = {.loss = probe.score.loss, .error = probe.score.error()},
                        .test = score(images_.test, flipped),
                        .validation = score(images_.validation, flipped),
                        .average_test = {},
                        .layers = std::move(probe.layers),
                        .blocks = std::move(probe.blocks)};
  evaluation.sampled_train_loss = score(augmented_sample(kSampledImages, request.at.step), plain).loss;
  if (request.average != nullptr) evaluation.average_test = score_average(request, flipped);
  if (interrupted()) return std::nullopt;
  return evaluation;
}

double ImageClassification::evaluation_cost_in_steps(bool with_average) const {
  const auto probe = std::min(kProbeImages, terms());
  const auto test = count(images_.test) * (options_.test_flip ? 2 : 1);
  const auto images = probe + test + count(images_.validation) + (with_average ? probe + test : 0);
  return static_cast<double>(images) / static_cast<double>(3 * sampling().batch_size);
}

std::vector<Metric> ImageClassification::metrics(const MetricRequest& request) {
  return measure(*network_, images_.train, /*report=*/nullptr, options_.device,
                 {.kinds = options_.measures,
                  .images = options_.measure_images,
                  .batch_size = sampling().batch_size,
                  .augment = options_.augment,
                  .seed = options_.sampling.seed,
                  .step_size = request.step_size,
                  .interrupted = request.interrupted});
}

}  // namespace largestep
