#include "run/trainee.h"

#include <torch/torch.h>

#include "core/random.h"

namespace largestep {
namespace {

ImageClassification make_problem(const Settings& settings, const ImageSet& train_images, const c10::Device& device) {
  const auto seed = static_cast<std::uint64_t>(settings.seed);
  torch::manual_seed(stream_seed(seed, RandomStream::kInitialisation));
  ResNet18 network(ResNet18Options{.width = settings.width});
  return ImageClassification(std::move(network), train_images,
                             {.sampling = {.batch_size = settings.batch_size, .seed = seed},
                              .augment = settings.augment,
                              .label_noise = settings.label_noise,
                              .fixed_label_noise = settings.fixed_label_noise,
                              .device = device,
                              .precision = parse_precision(settings.precision, device)});
}

}  // namespace

Trainee::Trainee(const Settings& settings, const ImageSet& train_images, const c10::Device& device)
    : problem(make_problem(settings, train_images, device)), sgd(problem.parameters(), settings.sgd_options()) {
  if (settings.average_tau > 0.0) average.emplace(problem.parameters(), settings.average_tau);
}

void Trainee::start_from(const std::filesystem::path& path) {
  const auto checkpoint = load_checkpoint(path);
  load_state(problem.network(), checkpoint.model);
  if (sgd.options().momentum > 0.0) sgd.restore_momentum(checkpoint.momentum);
  if (average) average->restore(problem.parameters());
}

}  // namespace largestep
