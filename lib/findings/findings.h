#pragma once

#include <string>
#include <vector>

#include "findings/seed_groups.h"

namespace largestep {

/// What the numbers say, in sentences.
struct Findings {
  std::string title;                       ///< the finding in a line, without a full stop
  std::string headline;                    ///< who has the lower test error and who the sparser features, with figures
  std::vector<std::string> notes;          ///< what to keep in mind: unfinished runs, less trained ones, other data
  std::vector<std::string> stabilization;  ///< in which runs the loss hovered at a large step size, in which not
};

/// If the runs differ in how long their step size stayed large, the headline is the paper's claims
/// (large_phase_claims()); else it compares the lowest with the next. Differences below 0.005 percentage points count
/// as equal.
/// @param groups  seeds of a setting; what is compared are their means. Notes on how runs ended and where their loss
///                stabilized stay notes on runs.
/// @param runs    not empty
Findings findings_of(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs);

}  // namespace largestep
