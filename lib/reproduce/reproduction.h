#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "settings/settings_toml.h"

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

/// One training run of a reproduction.
struct ReproductionRun {
  std::string step_size;  ///< "small", "large-10", "large-30" or "large-50": the preset without its setting; or kTrunk
  std::int64_t seed;
  std::string name;  ///< of its directory, "sota-large-50-seed0"
  Settings settings;
};

/// The four step-size settings of the experiment for every seed; seeds outermost, so that a first complete comparison
/// is there early. For "branches" a trunk, which keeps the large step size of Figure 1 for half of the epochs, and
/// three runs that start from it at 10, 30 and 50 % of them (start-from), each with the same number of steps at small
/// step sizes: longer at a large step size, but no less trained after it.
/// @param out    where the runs are: branches start from the trunk's checkpoints there
/// @param flags  settings that are about the machine (data, device, threads, precision, quiet); they win.
std::vector<ReproductionRun> reproduction_runs(const ReproductionOptions& options, const std::filesystem::path& out,
                                               const SettingValues& flags);

/// Checks that a directory holds the run that is wanted: apart from what is about the machine, the same settings.
/// @throws Error{kInvalidArgument} naming the settings that differ, with both values.
void check_same_experiment(const std::filesystem::path& directory, const Settings& wanted);

/// What is to be done about a run's directory.
enum class RunState { kMissing, kUnfinished, kFinished, kDiverged };

/// Reads run.json. A directory that was started, but in which nothing was saved yet, is unfinished.
/// @throws Error{kData} if run.json is there but not readable.
RunState run_state(const std::filesystem::path& directory);

/// What came of one look at a run.
struct Completion {
  RunState state;
  bool was_trained = false;  ///< here, by this look
};

/// Completes runs beside other processes that do the same: looks at every run in order, and again at those that were
/// left to others, as long as the pass before trained one; meanwhile others may have ended, or given up.
/// @param look  trains run i unless it has ended or somebody else trains it
/// @return the state of each run as last seen
std::vector<RunState> complete_runs(std::size_t runs, const std::function<Completion(std::size_t)>& look);

}  // namespace largestep
