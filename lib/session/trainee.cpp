#include "session/trainee.h"

#include <torch/torch.h>

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "core/random.h"
#include "session/step_launch.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

std::unique_ptr<ImageClassification> make_images(const Settings& settings, const ImageSet& train_images,
                                                 const c10::Device& device, const Ranks* ranks) {
  if (find_problem(settings.problem).make != nullptr) return nullptr;
  const auto seed = static_cast<std::uint64_t>(settings.seed);
  torch::manual_seed(stream_seed(seed, RandomStream::kInitialisation));
  ResNet18 network(ResNet18Options{.width = settings.width});
  const auto steps_per_epoch = train_images.labels.numel() / settings.batch_size;
  const int processes = ranks == nullptr ? 1 : ranks->size();
  return std::make_unique<ImageClassification>(
      std::move(network), train_images,
      ImageClassificationOptions{.sampling = settings.sampling_options(),
                                 .augment = settings.augment,
                                 .cutout = settings.cutout,
                                 .label_smoothing = settings.label_smoothing,
                                 .label_noise = settings.label_noise,
                                 .noise_over_all_classes = settings.label_noise_classes == "all",
                                 .fixed_label_noise = settings.fixed_label_noise,
                                 .noisy_epochs = settings.noisy_epochs(steps_per_epoch),
                                 .device = device,
                                 .precision = parse_precision(settings.precision, device),
                                 .replay = !step_launch(settings, device, processes).captured.empty()});
}

std::unique_ptr<MeasuredProblem> make_measured(const Settings& settings, const c10::Device& device) {
  const auto& spec = find_problem(settings.problem);
  if (spec.make == nullptr) return nullptr;
  if (!device.is_cpu() && !spec.is_on_images) {
    fail(ErrorKind::kInvalidArgument, "problem {} is computed on the CPU; leave device out", spec.name());
  }
  return spec.make(settings, device);
}

std::unique_ptr<DataParallel> make_parallel(const Settings& settings, FiniteSum* whole, Ranks* ranks) {
  if (ranks == nullptr || ranks->is_alone()) return nullptr;
  return std::make_unique<DataParallel>(
      *whole, *ranks, DataParallelOptions{.sync_batch_norm = settings.sync_batchnorm, .wants_to_stop = [] {
                                            return StopSignal::received() != 0;
                                          }});
}

}  // namespace

Trainee::Trainee(const Settings& settings, const TrainingData& data, const c10::Device& device, Ranks* ranks)
    : owned_images_(make_images(settings, data.train, device, ranks)),
      owned_measured_(make_measured(settings, device)),
      owned_parallel_(make_parallel(settings, owned_images_.get(), ranks)),
      problem(owned_parallel_ ? static_cast<FiniteSum&>(*owned_parallel_)
              : owned_images_ ? static_cast<FiniteSum&>(*owned_images_)
                              : *owned_measured_),
      parallel(owned_parallel_.get()),
      images(owned_images_.get()),
      measured(owned_measured_.get()),
      sgd(problem.parameters(), settings.sgd_options()) {
  if (settings.average_tau > 0.0) average.emplace(problem.parameters(), settings.average_tau);
  if (images == nullptr || !images->options().replay) return;
  sgd.replay_steps();
  if (average) average->replay_updates();
}

void Trainee::start_from(const std::filesystem::path& path) {
  const auto checkpoint = load_checkpoint(path);
  load_state(problem.state(), checkpoint.model, images != nullptr ? "a ResNet-18" : "one of this problem");
  if (sgd.options().momentum > 0.0) sgd.restore_momentum(checkpoint.momentum);
  if (average) average->restore(problem.parameters());
}

std::int64_t Trainee::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& [name, parameter] : problem.parameters()) count += parameter.numel();
  return count;
}

std::int64_t Trainee::total_steps(const Settings& settings) const {
  return settings.steps > 0 ? settings.steps : settings.epochs * problem.steps_per_epoch();
}

}  // namespace largestep
