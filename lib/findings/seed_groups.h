#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "findings/run_summary.h"
#include "findings/sample_mean.h"
#include "run_files/run_data.h"

namespace largestep {

/// Runs that repeat one setting with other seeds; a run without such company is a group of its own.
struct SeedGroup {
  std::string label;              ///< what the labels have in common, or the label of its only run
  std::vector<std::size_t> runs;  ///< indices into the list of runs, ascending
};

/// Groups runs whose config.toml and data set agree in everything that shapes the trajectory but the seed, and whose
/// seeds all differ: the same seed twice is a comparison, not a repetition. In order of each group's first run.
std::vector<SeedGroup> seed_groups(const std::vector<RunData>& runs);

/// A summary a group, with its label: the mean of each figure over the seeds that have it.
/// @param runs  summaries of the runs that were grouped, in their order
std::vector<RunSummary> mean_summaries(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs);

/// A figure over the seeds of a group.
/// @param runs  summaries of the runs that were grouped, in their order
SampleMean mean_over(const SeedGroup& group, const std::vector<RunSummary>& runs, double RunSummary::*figure);

}  // namespace largestep
