#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "findings/seed_groups.h"

namespace largestep {

/// What the paper claims of large step sizes, asked of runs that differ in how long theirs stayed large: does the test
/// error fall with the length, does every run fit its training set, are the features of blocks 3 to 5 sparser than
/// without a large phase, and sparser the longer it was? Each sentence says yes or no, with the figures.
struct LargePhaseClaims {
  std::string title;                 ///< what of test error and features goes which way, in a line
  std::vector<std::string> claims;   ///< on the test error, the fit and the features
  std::vector<std::string> remarks;  ///< on the large runs among each other, block 1, and how sure all that is
};

/// Blocks, from 0, whose features the paper finds sparser: 3, 4 and 5.
inline constexpr std::array<std::size_t, 3> kSparserBlocks{2, 3, 4};

/// Settings in order of the share of the run for which the step size was large; empty if they cannot be compared so:
/// fewer than two, two with the same share, one without a large phase whose constant step size is no smaller than half
/// that of another, or runs that have not finished, were not evaluated or differ in more than step size and seed.
std::vector<SeedGroup> by_large_share(std::vector<SeedGroup> groups, const std::vector<RunSummary>& runs);

/// @param groups  by_large_share(), not empty
/// @param runs    the summaries that `groups` numbers
LargePhaseClaims large_phase_claims(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs);

}  // namespace largestep
