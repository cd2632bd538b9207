#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "measure/loss_stabilization.h"
#include "report/run_data.h"

namespace largestep {

/// Where the training loss of a run stabilized, by the rule of measure/loss_stabilization.h, from its steps.csv.
std::vector<StabilizationInterval> stabilization_of(const RunData& run);

/// [{"first_step","last_step","steps","first_epoch","last_epoch","level","end_level"}]
nlohmann::ordered_json to_json(const std::vector<StabilizationInterval>& intervals);

/// "large: the loss hovered around 0.5 from epoch 3 to 25 (steps 600 to 4900), 20 times its final 0.025." or that no
/// interval was found.
std::string stabilization_sentence(const std::string& label, const std::vector<StabilizationInterval>& intervals);

}  // namespace largestep
