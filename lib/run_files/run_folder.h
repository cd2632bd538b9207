#pragma once

#include <filesystem>
#include <vector>

namespace largestep {

/// Whether a run directory has a row of steps, metrics or sparsity.
bool has_recorded(const std::filesystem::path& run);

/// Runs under the paths that were given for them.
struct FoundRuns {
  std::vector<std::filesystem::path> runs;
  /// Those of them, and of the folders, that a process is at and that have recorded nothing yet; they may lack even
  /// their config.toml.
  std::vector<std::filesystem::path> begun;
};

/// Replaces each folder of runs, a directory that is no run itself but holds some, by the runs in it which have
/// recorded something, in the order of their names, where numbers count as numbers; where none has, by those that have
/// begun. What holds no run stays as it is.
FoundRuns find_runs(const std::vector<std::filesystem::path>& paths);

}  // namespace largestep
