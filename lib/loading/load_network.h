#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "activity/inference.h"
#include "checkpoint/checkpoint.h"
#include "data/image_set.h"
#include "model/tapped_network.h"
#include "settings/settings.h"

namespace largestep {

/// A network with the weights of a checkpoint.
struct LoadedNetwork {
  std::filesystem::path path;  ///< of the checkpoint file
  Checkpoint checkpoint;
  std::shared_ptr<TappedNetwork> network;
};

/// The file that is meant: of a run directory, its checkpoints/last.pt. @throws Error{kData} if there is none.
std::filesystem::path find_checkpoint(const std::filesystem::path& checkpoint_or_run);

/// Whether runs of the problem train a network that load_network can load; also of a problem that is not known here.
bool trains_image_network(const std::string& problem);

/// Loads a checkpoint file, a run directory (its checkpoints/last.pt), or weights from elsewhere (load_weights.h); the
/// network of the catalogue and its size are those that the weights fit. What a user should know of how weights from
/// elsewhere were read is said on stderr.
/// @throws Error{kData} if it is missing, corrupt or of no network of the catalogue, or has weights that are not
/// finite.
LoadedNetwork load_network(const std::filesystem::path& checkpoint_or_run, const c10::Device& device);

/// The settings of the run that wrote the checkpoint, which must be a full one. @throws Error{kData} if they are
/// damaged.
Settings run_settings(const LoadedNetwork& loaded);

/// Turns the network into the checkpoint's weight average, BatchNorm statistics estimated on the images that the run
/// was trained on; those of an average from elsewhere are its own.
/// @param train_set  the training set, whole
/// @throws Error{kData} if the checkpoint holds no average, or settings that do not fit the training set.
void use_average(LoadedNetwork& loaded, const ImageSet& train_set, const InferenceOptions& options);

}  // namespace largestep
