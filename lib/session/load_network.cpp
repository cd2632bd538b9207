#include "session/load_network.h"

#include <algorithm>

#include "catalog/problem_catalog.h"
#include "catalog/training_images.h"
#include "core/error.h"
#include "measure/averaged_network.h"
#include "settings/settings_toml.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

constexpr std::int64_t kCifarClasses = 10;

/// Whether the model has a tensor of that name and shape.
bool has_tensor(const StateDict& model, std::string_view name, at::IntArrayRef shape) {
  return std::any_of(model.begin(), model.end(),
                     [&](const auto& item) { return item.first == name && item.second.sizes() == shape; });
}

/// Whether the weights are those of a ResNet-18 of the width they claim, as far as its ends and its largest tensor say.
/// Asked before the network is made: the memory it takes is then a few times the file's size at the most.
bool looks_like_resnet18(const StateDict& model, std::int64_t width) {
  return width >= 1 && width <= kWidestResNet18 && has_tensor(model, "conv1.weight", {width, 3, 3, 3}) &&
         has_tensor(model, "layer4.1.conv2.weight", {8 * width, 8 * width, 3, 3}) &&
         has_tensor(model, "linear.weight", {kCifarClasses, 8 * width});
}

void require_finite(const LoadedNetwork& loaded) {
  for (const auto& tensors : {loaded.checkpoint.model, loaded.checkpoint.average}) {
    for (const auto& [name, tensor] : tensors) {
      if (tensor.isfinite().all().item<bool>()) continue;
      fail(ErrorKind::kData,
           "{} has numbers in {} that are NaN or infinite: its training diverged or the file was damaged before it was "
           "saved; use an earlier checkpoint",
           loaded.path.string(), name);
    }
  }
}

[[noreturn]] void fail_unusable_settings(const LoadedNetwork& loaded, const Error& error) {
  fail(ErrorKind::kData, "{} holds settings that can't be used: {}", loaded.path.string(), error.what());
}

}  // namespace

LoadedNetwork load_network(const std::filesystem::path& checkpoint_or_run, const c10::Device& device) {
  std::error_code error;
  auto path = checkpoint_or_run;
  if (std::filesystem::is_directory(path, error)) path = path / "checkpoints" / "last.pt";
  if (!std::filesystem::exists(path, error)) fail(ErrorKind::kData, "there is no checkpoint {}", path.string());
  auto checkpoint = load_checkpoint(path);
  if (!looks_like_resnet18(checkpoint.model, checkpoint.width)) {
    fail(ErrorKind::kData, "{} holds no weights of a ResNet-18 for CIFAR-10", path.string());
  }
  ResNet18 network(ResNet18Options{.width = checkpoint.width, .classes = kCifarClasses});
  try {
    load_state(network, checkpoint.model);
  } catch (const Error& mismatch) {
    fail(mismatch.kind(), "{} can't be used: {}", path.string(), mismatch.what());
  }
  LoadedNetwork loaded{path, std::move(checkpoint), network};
  require_finite(loaded);
  network->to(device);
  return loaded;
}

Settings run_settings(const LoadedNetwork& loaded) {
  try {
    return resolve_settings(parse_settings(loaded.checkpoint.config, "config"), {});
  } catch (const Error& unusable) {
    fail_unusable_settings(loaded, unusable);
  }
}

void use_average(LoadedNetwork& loaded, const ImageSet& train_set, const InferenceOptions& options) {
  if (loaded.checkpoint.average.empty()) {
    fail(ErrorKind::kData, "{} holds no weight average; runs trained with --average-tau do", loaded.path.string());
  }
  const auto settings = run_settings(loaded);
  ImageSet trained_on;
  try {
    trained_on = training_images(settings, train_set).train;
  } catch (const Error& unusable) {
    fail_unusable_settings(loaded, unusable);
  }
  load_average(loaded.network, loaded.checkpoint.average, trained_on.images, options);
}

}  // namespace largestep
