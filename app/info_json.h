#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace largestep {

/// What `largestep info` says of a run directory: run.json, its schedule in words, the last evaluation.
/// @throws Error{kData} if it is no run directory, or nothing was trained yet.
nlohmann::ordered_json run_info(const std::filesystem::path& path);

/// What it says of a checkpoint: what it holds, and the layers of its network; of a network that is not known, the
/// tensors as they are stored.
/// @throws Error{kData} if it can't be read.
nlohmann::ordered_json checkpoint_info(const std::filesystem::path& path);

}  // namespace largestep
