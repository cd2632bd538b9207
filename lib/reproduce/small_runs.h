#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reproduce/small_experiments.h"
#include "session/training_outcome.h"

namespace largestep {

/// Outcomes of seeds 0, 1, ... of a row until `wanted` of them have finished; twenty times as many are tried, since a
/// step size at the edge of stability diverges for many seeds.
std::vector<SmallOutcome> small_outcomes(const SmallRow& row, std::int64_t wanted);

/// A figure of a run that finished. @throws Error{kInternal} if it has none of that name.
double figure_of(const SmallOutcome& outcome, const std::string& name);

/// Trains the first that finished as `largestep train` does, unless the directory has it already; one that was stopped
/// goes on. Nothing is trained if none finished.
/// @param weights_every  steps between rows of weights.csv; 0: none
TrainingOutcome keep_first_finished(const SmallRow& row, const std::vector<SmallOutcome>& outcomes,
                                    const std::filesystem::path& directory, std::int64_t weights_every);

}  // namespace largestep
