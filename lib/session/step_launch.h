#pragma once

#include <c10/core/Device.h>

#include <string>
#include <vector>

#include "settings/settings.h"

namespace largestep {

/// How the work of a run gets to its device: recorded once in graphs and replayed, or operation by operation.
struct StepLaunch {
  std::vector<std::string> captured = {};    ///< parts of a step, each replayed as a graph: "gradient", ...
  std::vector<std::string> one_by_one = {};  ///< what is launched operation by operation
  std::string why_not = {};                  ///< why no part of a step is captured; empty where some are
};

/// @param processes  that share each batch
/// @param replays_steps  whether the problem can, see Problem::replays_steps
StepLaunch step_launch(const Settings& settings, const c10::Device& device, int processes, bool replays_steps);

/// For a person: "as CUDA graphs: gradient, update; one by one: first 6 steps, watched steps, evaluations".
std::string describe(const StepLaunch& launch);

}  // namespace largestep
