#include "run/load_network.h"

#include "core/error.h"
#include "measure/averaged_network.h"
#include "run/settings_toml.h"
#include "run/training_images.h"
#include "train/checkpointer.h"

namespace largestep {

LoadedNetwork load_network(const std::filesystem::path& checkpoint_or_run, const c10::Device& device) {
  std::error_code error;
  auto path = checkpoint_or_run;
  if (std::filesystem::is_directory(path, error)) path = path / "checkpoints" / "last.pt";
  if (!std::filesystem::exists(path, error)) fail(ErrorKind::kData, "there is no checkpoint {}", path.string());
  auto checkpoint = load_checkpoint(path);
  std::int64_t classes = 0;
  for (const auto& [name, tensor] : checkpoint.model) {
    if (name == "linear.weight" && tensor.dim() == 2) classes = tensor.size(0);
  }
  if (checkpoint.width < 1 || classes != 10) {
    fail(ErrorKind::kData, "{} holds no weights of a ResNet-18 for CIFAR-10", path.string());
  }
  ResNet18 network(ResNet18Options{.width = checkpoint.width, .classes = classes});
  load_state(network, checkpoint.model);
  network->to(device);
  return {path, std::move(checkpoint), network};
}

void use_average(LoadedNetwork& loaded, const ImageSet& train_set, const InferenceOptions& options) {
  if (loaded.checkpoint.average.empty()) {
    fail(ErrorKind::kData, "{} holds no weight average; runs trained with --average-tau do", loaded.path.string());
  }
  const auto settings = resolve_settings(parse_settings(loaded.checkpoint.config, loaded.path.string()), {});
  const auto trained_on = training_images(settings, train_set).train;
  load_average(loaded.network, loaded.checkpoint.average, trained_on.images, options);
}

}  // namespace largestep
