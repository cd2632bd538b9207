#include "problems/image_classification.h"

#include <torch/types.h>

#include <algorithm>

#include "core/error.h"
#include "core/random.h"
#include "data/augment.h"
#include "data/cifar10_format.h"
#include "data/device_batch.h"
#include "data/epoch_order.h"
#include "device/send.h"
#include "model/module_state.h"

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

}  // namespace

void ImageClassificationOptions::validate() const {
  if (!(label_noise >= 0.0 && label_noise <= 1.0)) {
    fail(ErrorKind::kInvalidArgument, "label-noise is {}, but must be in [0, 1]", label_noise);
  }
  if (!(label_smoothing >= 0.0 && label_smoothing < 1.0)) {
    fail(ErrorKind::kInvalidArgument, "label-smoothing is {}, but must be in [0, 1)", label_smoothing);
  }
  if (cutout < 0 || cutout > kImageSide) {
    fail(ErrorKind::kInvalidArgument, "cutout is {}, but must be in [0, {}]", cutout, kImageSide);
  }
}

ImageClassification::ImageClassification(ResNet18 network, ImageSet train_set,
                                         const ImageClassificationOptions& options)
    : FiniteSum(train_set.images.size(0), options.sampling),
      options_((options.validate(), options)),
      network_(std::move(network)),
      train_set_(std::move(train_set)) {
  network_->to(options_.device);
  if (!options_.device.is_cpu() || options_.replay) {
    device_images_ = send(train_set_.images, options_.device).contiguous(at::MemoryFormat::ChannelsLast);
  }
  if (options_.fixed_label_noise && options_.label_noise > 0.0) {
    train_set_.labels = noisy_labels(torch::arange(train_set_.labels.size(0)), /*epoch=*/0);
  }
  parameters_ = network_->parameters();
  taps_ = taps(*network_);
  if (options_.replay) static_batch_.emplace(terms(), this->sampling().batch_size, augmentation(), options_.device);
}

at::Tensor ImageClassification::noisy_labels(const at::Tensor& indices, std::int64_t epoch) const {
  auto labels = train_set_.labels.index_select(0, indices);
  const auto* index = indices.data_ptr<std::int64_t>();
  auto* label = labels.data_ptr<std::int64_t>();
  const auto classes = network_->options().classes;
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
  const auto n = train_set_.images.size(0);
  const auto indices = epoch_order(n, seed, draw).narrow(0, 0, std::min(count, n));
  auto how = augmentation();
  how.seed = seed;
  how.epoch = draw;
  // Crops, flips and black squares only move pixels, so that they are whole numbers again.
  const auto images = make_batch(train_set_.images, indices, how).mul_(255).round_().to(at::kByte);
  return {images.contiguous(), train_set_.labels.index_select(0, indices)};
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
  return fresh_noise ? noisy_labels(indices, epoch) : train_set_.labels.index_select(0, indices);
}

at::Tensor ImageClassification::loss(const Batch& batch) {
  network_->train();
  auto batch_options = augmentation();
  batch_options.epoch = batch.at.epoch;
  const auto images = options_.device.is_cpu() ? make_batch(train_set_.images, batch.indices, batch_options)
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
  if (!static_batch_) return FiniteSum::gradient(batch);
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

}  // namespace largestep
