#pragma once

#include <string>
#include <vector>

#include "report/run_summary.h"

namespace largestep {

/// What the numbers say, in sentences.
struct Findings {
  std::string headline;            ///< who has the lower test error and who the sparser features, with figures
  std::vector<std::string> notes;  ///< what to keep in mind: unfinished runs, less trained ones, other data
  std::vector<std::string>
      stabilization;  ///< of all runs: in which the loss hovered at a large step size, in which not
};

/// Differences below 0.005 percentage points count as equal. The summaries must not be empty.
Findings findings_of(const std::vector<RunSummary>& runs);

/// The same where what is compared are not the runs themselves but their means over seeds (mean_summaries()); notes on
/// how runs ended and where their loss stabilized stay notes on runs.
Findings findings_of(const std::vector<RunSummary>& runs, const std::vector<RunSummary>& compared);

}  // namespace largestep
