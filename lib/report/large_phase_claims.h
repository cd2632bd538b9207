#pragma once

#include <string>
#include <vector>

#include "report/seed_groups.h"

namespace largestep {

/// What the paper claims of large step sizes, asked of runs that differ in how long theirs stayed large: does the test
/// error fall with the length, does every run fit its training set, are the features of blocks 3 to 5 sparser than
/// without a large phase, and sparser the longer it was? Each sentence says yes or no, with the figures.
struct LargePhaseClaims {
  std::vector<std::string> claims;   ///< on the test error, the fit and the features
  std::vector<std::string> remarks;  ///< on the large runs among each other, block 1, and how sure all that is
};

/// Settings in order of the share of the run for which the step size was large; empty if they cannot be compared so:
/// fewer than two, two with the same share, none with a large phase, or one that has not finished, was not evaluated or
/// was trained on other data.
std::vector<SeedGroup> by_large_share(std::vector<SeedGroup> groups, const std::vector<RunSummary>& runs);

/// @param groups  by_large_share(), not empty
/// @param runs    the summaries that `groups` numbers
LargePhaseClaims large_phase_claims(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs);

}  // namespace largestep
