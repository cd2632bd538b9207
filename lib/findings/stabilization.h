#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "findings/loss_stabilization.h"
#include "findings/run_summary.h"
#include "measure/stability_bound.h"
#include "run_files/run_data.h"

namespace largestep {

/// Where the training loss of a run stabilized, by the rule of loss_stabilization.h, from its steps.csv.
std::vector<StabilizationInterval> stabilization_of(const RunData& run);

/// Step size times batch sharpness as last measured (measures.csv) within the intervals; NaN if it was not. Near the
/// lower of stability_bounds_of() it is the step size that holds the loss up.
double sharpness_while_hovering(const RunData& run, const std::vector<StabilizationInterval>& intervals);

/// The bounds for the run's momentum (measure/stability_bound.h); none for Nesterov's form of it, which has others.
std::optional<StabilityBounds> stability_bounds_of(const RunData& run);

/// [{"first_step","last_step","steps","first_epoch","last_epoch","level","level_after","fall_before","fall_after",
/// "compared_steps"}]
nlohmann::ordered_json to_json(const std::vector<StabilizationInterval>& intervals);

/// At most three sentences for all runs: in which the loss hovered until the decay, and how much faster it fell then;
/// in which it did not; in which no large step size was decayed.
std::vector<std::string> stabilization_sentences(const std::vector<RunSummary>& runs);

}  // namespace largestep
