#pragma once

#include "distributed/ranks.h"
#include "train/checkpointer.h"

namespace largestep {

// Makes every rank stand where rank 0 does, which may have read a checkpoint.

/// Weights, BatchNorm statistics, momentum and average.
void share_weights(Ranks& ranks, const TrainingState& state);
/// Progress, and how often and how far step sizes were lowered.
void share_progress(Ranks& ranks, Progress& at, RunDescription& run);

}  // namespace largestep
