#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiment/complete_runs.h"

namespace largestep {

/// @throws Error{kInvalidArgument} where a launcher started this as one process of several: each would train them all.
void refuse_launcher(const std::string& command);

/// Completes runs with processes of this program and says on stdout what becomes of each, on stderr what went wrong.
/// @param jobs  runs at once; several share the cores
/// @param quiet  nothing but what went wrong
/// @return after what was begun is saved where a signal stopped it
CompletedRuns complete_here(const std::vector<PlannedRun>& runs, const std::filesystem::path& out, int jobs,
                            bool quiet = false);

}  // namespace largestep
