#pragma once

#include <string>

#include "run_files/run_data.h"

namespace largestep {

/// What of a run's settings two keys tell apart.
enum class KeyOf {
  kSetting,     ///< everything that shapes the trajectory but the seed
  kExperiment,  ///< the same without the step size: runs that agree in it differ in their step sizes and seeds alone
};

/// Equal for runs whose config.toml and data set agree in that.
std::string experiment_key(const RunData& run, KeyOf what);

}  // namespace largestep
