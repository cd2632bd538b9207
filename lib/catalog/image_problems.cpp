#include "catalog/image_problems.h"

#include <torch/torch.h>

#include "catalog/training_images.h"
#include "core/random.h"
#include "data/cifar10_reader.h"
#include "data/verify.h"
#include "device/device_graph.h"
#include "model/network_catalog.h"
#include "problems/image_classification.h"
#include "problems/mlp_classification.h"

namespace largestep {
namespace {

LabelledImages labelled_images(const Settings& settings) {
  auto [train, validation] = training_images(settings, load_cifar10(settings.data, Split::kTrain));
  return {.train = std::move(train),
          .test = load_cifar10(settings.data, Split::kTest),
          .validation = std::move(validation),
          .name = describe_dataset(settings.data)};
}

}  // namespace

std::unique_ptr<Problem> classify(LabelledImages images, const Settings& settings, const ProblemContext& context) {
  torch::manual_seed(stream_seed(static_cast<std::uint64_t>(settings.seed), RandomStream::kInitialisation));
  auto network = find_network(settings.network).make({.width = settings.width, .classes = kClasses});
  const auto steps_per_epoch = images.train.labels.numel() / settings.batch_size;
  // Several processes wait for each other within a step, which a graph can't.
  const bool replay = has_graphs(context.device) && settings.cuda_graph == "auto" && context.processes == 1;
  return std::make_unique<ImageClassification>(
      std::move(network), std::move(images),
      ImageClassificationOptions{.sampling = settings.sampling_options(),
                                 .augment = settings.augment,
                                 .cutout = settings.cutout,
                                 .label_smoothing = settings.label_smoothing,
                                 .label_noise = settings.label_noise,
                                 .noise_over_all_classes = settings.label_noise_classes == "all",
                                 .fixed_label_noise = settings.fixed_label_noise,
                                 .noisy_epochs = settings.noisy_epochs(steps_per_epoch),
                                 .device = context.device,
                                 .precision = parse_precision(settings.precision, context.device),
                                 .replay = replay,
                                 .test_flip = settings.test_flip,
                                 .measures = parse_measures(settings.measures),
                                 .measure_images = settings.measure_images});
}

std::unique_ptr<Problem> make_image_classification(const Settings& settings, const ProblemContext& context) {
  return classify(labelled_images(settings), settings, context);
}

std::unique_ptr<Problem> make_mlp(const Settings& settings, const ProblemContext& context) {
  return std::make_unique<MlpClassification>(labelled_images(settings),
                                             std::vector<std::int64_t>{settings.width, settings.width}, kClasses,
                                             settings.sampling_options(), context.device);
}

}  // namespace largestep
