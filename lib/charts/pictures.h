#pragma once

#include <filesystem>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// sparsity.png: distinct active fraction of the last block and test error over elapsed epochs, decays marked.
/// @throws Error{kWrite}
void write_sparsity_picture(const std::vector<RunData>& runs, const std::filesystem::path& path);

/// training.png: smoothed training loss and step size over elapsed epochs, both logarithmic, decays marked.
/// @throws Error{kWrite}
void write_training_picture(const std::vector<RunData>& runs, const std::filesystem::path& path);

}  // namespace largestep
