#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "checkpoint/checkpoint.h"
#include "model/network_catalog.h"

namespace largestep {

struct WeightsOptions {
  bool momentum = false;  ///< read the state of an optimizer beside weights from elsewhere, too
  std::string key{};      ///< where to look in weights from elsewhere: "teacher" or "teacher.module."; "" for anywhere
};

/// A checkpoint of ours, or the weights of a file from elsewhere under the names that they have here.
struct LoadedWeights {
  Checkpoint checkpoint;
  std::optional<KnownNetwork> network;  ///< of the catalogue; nothing if the weights are of none
  std::string place{};  ///< where in a file from elsewhere they were: "net", "state_dict.model."; "" outermost
  std::string why_no_momentum{};  ///< why the optimizer's state there can't be used; "" if it can, or there is none
  std::string contents{};         ///< of a file from elsewhere, for errors: "it holds the tensors a, b"
  std::string obstacle{};         ///< why a tensor beside them there was left out, with its name; mostly ""
  std::string note{};             ///< what a user should know of how a file from elsewhere was read; mostly ""
};

/// Reads weights wherever and however they were saved: a checkpoint of ours; torch.save of a state_dict, alone or under
/// any key of dicts; safetensors. Of several networks in a file from elsewhere, those under a name with "ema", "swa" or
/// "average" in it are its `average` (with buffers); of the others the one under "model", "state_dict", "net" or "last"
/// counts. Where there is none of the catalogue, the tensors under these keys, or the only ones, are taken as they are.
/// @throws Error{kData} naming the file: it is damaged, holds no tensors, or several networks of which none is told.
LoadedWeights load_weights(const std::filesystem::path& path, const WeightsOptions& options = {});

/// "the file holds no weights of a ResNet-18 ...": with what was expected and what is there.
[[noreturn]] void fail_no_network(const std::filesystem::path& path, const LoadedWeights& weights);

}  // namespace largestep
