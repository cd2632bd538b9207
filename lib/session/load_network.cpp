#include "session/load_network.h"

#include <fmt/ranges.h>

#include "catalog/problem_catalog.h"
#include "catalog/training_images.h"
#include "core/error.h"
#include "measure/averaged_network.h"
#include "model/module_state.h"
#include "model/network_catalog.h"
#include "run_files/schema.h"
#include "settings/settings_toml.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

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
  if (std::filesystem::is_directory(path, error)) path = last_checkpoint_of(path);
  if (!std::filesystem::exists(path, error)) fail(ErrorKind::kData, "there is no checkpoint {}", path.string());
  auto checkpoint = load_checkpoint(path);
  const auto known = recognise_network(checkpoint.model);
  const bool says_another_width = known && checkpoint.full && checkpoint.width != known->size.width;
  if (!known || says_another_width) {
    std::vector<std::string> kinds;
    for (const auto& spec : network_catalog()) kinds.push_back("a " + spec.kind);
    fail(ErrorKind::kData, "{} holds no weights of {}", path.string(), fmt::join(kinds, " or "));
  }
  const auto network = known->spec->make(known->size);
  try {
    load_state(module_state(*network), checkpoint.model, "a " + network->kind());
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
  load_average(*loaded.network, loaded.checkpoint.average, trained_on.images, options);
}

}  // namespace largestep
