#pragma once

#include <cstdint>
#include <filesystem>

#include "reproduce/small_experiments.h"

namespace largestep {

/// Trains every row of a small experiment with seeds 0, 1, ... until so many runs have finished, prints what they come
/// to beside the published figures, and writes reproduction.md, reproduction.csv and runs.csv (every run) to `out`;
/// also the run directory of each row's first finished seed, for `largestep report`.
void reproduce_small(const SmallExperiment& experiment, std::int64_t finished, const std::filesystem::path& out);

}  // namespace largestep
