#pragma once

#include <string>

#include "findings/run_summary.h"
#include "run_files/run_data.h"

namespace largestep {

/// What the training loss of a run that has ended did, by the rule of docs/STABILIZATION.md.
enum class LossOutcome {
  kConverges,  ///< it fell at its large step size much as it did after the decay
  kHovers,     ///< it hovered until the large step size was decayed
  kDiverges,
  kUnjudged,  ///< no large step size was decayed, or after fewer steps than the rule can judge
};

/// "converges", "hovers", "diverges", "-".
std::string name_of(LossOutcome outcome);

/// @param summary  summarise(run)
LossOutcome loss_outcome(const RunData& run, const RunSummary& summary);

}  // namespace largestep
