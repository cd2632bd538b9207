#include "loading/load_network.h"

#include <cstdio>

#include "activity/averaged_network.h"
#include "catalog/problem_catalog.h"
#include "catalog/training_images.h"
#include "core/error.h"
#include "loading/load_weights.h"
#include "model/module_state.h"
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

/// @param obstacle  why a tensor of the file was left out; "" if none was
void load_or_fail(TappedNetwork& network, const StateDict& state, const std::filesystem::path& path,
                  const std::string& obstacle = "") {
  try {
    load_state(module_state(network), state, "a " + network.kind());
  } catch (const Error& mismatch) {
    fail(mismatch.kind(), "{} can't be used: {}{}{}", path.string(), mismatch.what(), obstacle.empty() ? "" : "; ",
         obstacle);
  }
}

[[noreturn]] void fail_unusable_settings(const LoadedNetwork& loaded, const Error& error) {
  fail(ErrorKind::kData, "{} holds settings that can't be used: {}", loaded.path.string(), error.what());
}

/// Says of the checkpoint of a small problem what it is.
void refuse_other_problem(const std::filesystem::path& path, const std::string& config) {
  for (const auto& [name, value] : parse_settings(config, path.string())) {
    if (name != "problem" || trains_image_network(value)) continue;
    fail(ErrorKind::kData, "{} is of a run of {}, but a network on images is wanted", path.string(), value);
  }
}

}  // namespace

bool trains_image_network(const std::string& problem) {
  for (const auto& known : problem_catalog()) {
    if (known.name() == problem) return known.settings.scopes.count(SettingScope::kImages) > 0;
  }
  return true;
}

std::filesystem::path find_checkpoint(const std::filesystem::path& checkpoint_or_run) {
  std::error_code error;
  auto path = checkpoint_or_run;
  if (std::filesystem::is_directory(path, error)) path = last_checkpoint_of(path);
  if (!std::filesystem::exists(path, error)) fail(ErrorKind::kData, "there is no checkpoint {}", path.string());
  return path;
}

LoadedNetwork load_network(const std::filesystem::path& checkpoint_or_run, const c10::Device& device) {
  const auto path = find_checkpoint(checkpoint_or_run);
  auto weights = load_weights(path);
  auto& checkpoint = weights.checkpoint;
  const auto& known = weights.network;
  const bool says_another_width = known && checkpoint.full && checkpoint.width != known->size.width;
  if (!known && checkpoint.full) refuse_other_problem(path, checkpoint.config);
  if (!known || says_another_width) fail_no_network(path, weights);
  if (!weights.note.empty()) std::fprintf(stderr, "largestep: note: %s\n", weights.note.c_str());
  const auto network = known->spec->make(known->size);
  load_or_fail(*network, checkpoint.model, path, weights.obstacle);
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
    fail(ErrorKind::kData, "{} holds no weight average; {} do", loaded.path.string(),
         loaded.checkpoint.full ? "runs trained with --average-tau"
                                : "files with one set of weights under a name with ema, swa or average in it");
  }
  if (!loaded.checkpoint.full) return load_or_fail(*loaded.network, loaded.checkpoint.average, loaded.path);
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
