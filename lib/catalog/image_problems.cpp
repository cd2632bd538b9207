#include "catalog/image_problems.h"

#include <torch/torch.h>

#include "catalog/training_images.h"
#include "core/error.h"
#include "core/random.h"
#include "datasets/normalisation_text.h"
#include "device/device_graph.h"
#include "model/network_catalog.h"
#include "problems/image_classification.h"
#include "small_problems/mlp_classification.h"

namespace largestep {
namespace {

LabelledImages labelled_images(const Settings& settings) {
  const auto source = image_source(settings);
  auto [train, validation] = training_images(settings, source.load(Split::kTrain));
  return {.train = std::move(train),
          .test = test_images(settings, source.load_if_there(Split::kTest)),
          .validation = std::move(validation),
          .name = source.title(),
          .classes = static_cast<std::int64_t>(source.classes().size())};
}

/// A network is made for images of one size; whether it takes others is seen by giving it one.
void check_takes(TappedNetwork& network, const ImageSet& images) {
  const auto side = images.images.size(2);
  if (side == network.input_shape().height) return;
  const torch::NoGradGuard no_grad;
  network.eval();
  try {
    network.forward(torch::zeros({1, images.images.size(1), side, side}));
  } catch (const c10::Error&) {
    fail(ErrorKind::kInvalidArgument, "a {} can't take images of {}x{} pixels; it is made for {}x{}", network.kind(),
         side, side, network.input_shape().height, network.input_shape().width);
  }
}

}  // namespace

std::unique_ptr<Problem> classify(LabelledImages images, const Settings& settings, const ProblemContext& context) {
  torch::manual_seed(stream_seed(static_cast<std::uint64_t>(settings.seed), RandomStream::kInitialisation));
  auto network = find_network(settings.network).make({.width = settings.width, .classes = images.classes});
  network->set_normalisation(parse_normalisation(settings.mean, settings.std));
  check_takes(*network, images.train);
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
  auto images = labelled_images(settings);
  const auto classes = images.classes;
  return std::make_unique<MlpClassification>(std::move(images),
                                             std::vector<std::int64_t>{settings.width, settings.width}, classes,
                                             settings.sampling_options(), context.device);
}

}  // namespace largestep
