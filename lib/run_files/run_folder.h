#pragma once

#include <filesystem>
#include <vector>

namespace largestep {

/// Whether a run directory has a row of steps, metrics or sparsity.
bool has_recorded(const std::filesystem::path& run);

/// Replaces each folder of runs, a directory that is no run itself but holds some, by the runs in it which have
/// recorded something, in the order of their names, where numbers count as numbers. What holds no run stays as it is.
std::vector<std::filesystem::path> runs_of_folders(const std::vector<std::filesystem::path>& paths);

}  // namespace largestep
