#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "experiment/planned_run.h"

namespace largestep {

/// Which of the paper's ResNet-18 experiments to repeat, and how large.
struct ReproductionOptions {
  std::string setting = "figure1";     ///< "figure1", "sota", "plain" or "branches"
  std::string scale = "mini";          ///< "full": as published; "small": width 16; "mini": narrow and short
  std::vector<std::int64_t> seeds{0};  ///< each at least 0, no two equal
  /// @throws Error{kInvalidArgument} naming flag, value and range.
  void validate() const;
};

/// The step_size of the run that branches start from, which is not itself compared.
inline constexpr const char* kTrunk = "trunk";

/// One training run of a reproduction. Its directory is named "sota-large-50-seed0".
struct ReproductionRun : PlannedRun {
  std::string step_size;  ///< "small", "large-10", "large-30" or "large-50": the preset without its setting; or kTrunk
  std::int64_t seed;
};

/// The four step-size settings of the experiment for every seed; seeds outermost, so that a first complete comparison
/// is there early. For "branches" a trunk, which keeps the large step size of Figure 1 for half of the epochs, and
/// three runs that start from it at 10, 30 and 50 % of them (start-from), each with the same number of steps at small
/// step sizes: longer at a large step size, but no less trained after it.
/// @param out    where the runs are: branches start from the trunk's checkpoints there
/// @param flags  settings that are about the machine (data, device, threads, precision, quiet); they win.
std::vector<ReproductionRun> reproduction_runs(const ReproductionOptions& options, const std::filesystem::path& out,
                                               const SettingValues& flags);

}  // namespace largestep
