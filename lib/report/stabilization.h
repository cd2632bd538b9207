#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "measure/loss_stabilization.h"
#include "report/run_data.h"
#include "report/run_summary.h"

namespace largestep {

/// Where the training loss of a run stabilized, by the rule of measure/loss_stabilization.h, from its steps.csv.
std::vector<StabilizationInterval> stabilization_of(const RunData& run);

/// [{"first_step","last_step","steps","first_epoch","last_epoch","level","level_after","fall_before","fall_after",
/// "compared_steps"}]
nlohmann::ordered_json to_json(const std::vector<StabilizationInterval>& intervals);

/// At most three sentences for all runs: in which the loss hovered until the decay, and how much faster it fell then;
/// in which it did not; in which no large step size was decayed.
std::vector<std::string> stabilization_sentences(const std::vector<RunSummary>& runs);

}  // namespace largestep
